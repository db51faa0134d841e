import type { Piece } from '../exporters/export-format.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { CommandContext } from './command-context.ts';

/**
 * Prints the pieces of a file, and returns its length.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` when it is no text and standard output is a terminal; `ABORTED`.
 */
export async function printPieces(context: CommandContext, pieces: AsyncIterable<Piece>): Promise<number> {
  let bytes = 0;
  for await (const piece of pieces) {
    context.throwIfInterrupted();
    if (typeof piece === 'string') await context.out.write(piece);
    else if (context.out.isTerminal) {
      throw new PulsebaseError('INVALID_ARGUMENT', 'this format is no text for a terminal; name a file', {
        field: 'file',
      });
    } else await context.out.writeBytes(piece);
    bytes += piece.length;
  }
  return bytes;
}
