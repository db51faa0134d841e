import type { FileHandle } from 'node:fs/promises';
import { PIECE_BYTES, readPiece } from './lines-backwards.ts';

const LINE_END = 0x0a;

/**
 * Where the lines that were added up to an instant (Unix ms) end, among those before a byte of a file to which lines were added in
 * order of time. It may be later, and then there are some younger lines before it, but not earlier.
 *
 * @param timeOf When a line was added (Unix ms), if it says so.
 */
export async function endOfLinesUpTo(
  file: Pick<FileHandle, 'read'>,
  before: number,
  instant: number,
  timeOf: (text: string) => number | undefined,
): Promise<number> {
  let [low, high] = [0, before];
  while (high - low > PIECE_BYTES) {
    const middle = Math.floor((low + high) / 2);
    const line = await firstTimedLine(file, middle, Math.min(PIECE_BYTES, high - middle), timeOf);
    if (line !== undefined && line.time > instant) high = line.start;
    else low = middle;
  }
  return high;
}

/** The first line that begins behind a byte, within so many bytes, and says when it was added. */
async function firstTimedLine(
  file: Pick<FileHandle, 'read'>,
  from: number,
  length: number,
  timeOf: (text: string) => number | undefined,
): Promise<{ readonly start: number; readonly time: number } | undefined> {
  const piece = await readPiece(file, from, length);
  let start = piece.indexOf(LINE_END) + 1;
  while (start > 0) {
    const end = piece.indexOf(LINE_END, start);
    if (end === -1) return undefined;
    const time = timeOf(piece.toString('utf8', start, end));
    if (time !== undefined) return { start: from + start, time };
    start = end + 1;
  }
  return undefined;
}
