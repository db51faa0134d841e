import type { RuleInput } from '../alarms/require-rule.ts';
import { openInput } from '../importers/input/open-input.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { CommandContext } from './command-context.ts';

/** A rule of ten thousand users is much smaller. */
const MAX_BYTES = 4 * 1024 ** 2;

/** What is said in the help of commands that read a rule. */
export const RULE_HELP = `A rule is JSON, from a file or, with -, from standard input:
  {"name": "Fast at rest", "severity": "high", "whom": {"minAge": 40},
   "condition": {"type": "sustained", "direction": "above", "limit": 120, "endLimit": 110,
                 "forMinutes": 10, "minReadings": 3, "maxGapMinutes": 5}}
docs/semantics.md says what the conditions mean: sustained, average, hour, silence.`;

/**
 * Reads a rule from a file, or from standard input for `-`. Its fields are checked by who takes it.
 *
 * @throws PulsebaseError `FILE_UNREADABLE`, `INVALID_FILE`.
 */
export async function readRule({ signal }: CommandContext, path: string): Promise<RuleInput> {
  const { name, chunks, close } = await openInput(path, signal);
  const invalid = (what: string, cause?: unknown) =>
    new PulsebaseError('INVALID_FILE', `${name} ${what}; see pulsebase rules create --help`, { cause });
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) throw invalid('is too large for a rule');
      pieces.push(chunk);
    }
  } finally {
    close();
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString()) as RuleInput;
  } catch (cause) {
    throw invalid(`is not JSON (${cause instanceof Error ? cause.message : String(cause)})`, cause);
  }
}
