import { readFile } from 'node:fs/promises';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { CommandContext } from './command-context.ts';

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
export async function readRule(context: CommandContext, path: string): Promise<unknown> {
  const name = path === '-' ? 'standard input' : path;
  let text = '';
  try {
    if (path === '-') for await (const chunk of context.host.stdin) text += String(chunk);
    else text = await readFile(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PulsebaseError('FILE_UNREADABLE', `cannot read ${name}: ${reason}`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PulsebaseError('INVALID_FILE', `${name} is not JSON (${reason}); see pulsebase rules create --help`, {
      cause,
    });
  }
}
