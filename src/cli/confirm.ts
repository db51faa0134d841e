import { createInterface } from 'node:readline/promises';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { CommandContext } from './command-context.ts';

/**
 * Guards against accidental deletion: the caller passes `--yes`, or confirms on a terminal.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` without a terminal to ask on, `ABORTED` when the answer is no.
 */
export async function confirm(context: CommandContext, deed: string, yes: boolean | undefined): Promise<void> {
  if (yes === true) return;
  const { stdin, stderr } = context.host;
  if (stdin.isTTY !== true || stderr.isTTY !== true) {
    throw new PulsebaseError('INVALID_ARGUMENT', `this would ${deed}; add --yes to do it`, { field: '--yes' });
  }
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await terminal.question(`This will ${deed}. Go on? [y/N] `, { signal: context.signal });
    if (/^y(es)?$/i.test(answer.trim())) return;
  } catch (cause) {
    if (!context.signal.aborted) throw cause;
  } finally {
    terminal.close();
  }
  throw new PulsebaseError('ABORTED', 'nothing was deleted');
}
