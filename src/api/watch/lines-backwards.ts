import type { FileHandle } from 'node:fs/promises';

/** Bytes that are read at once. */
export const PIECE_BYTES = 64 * 1024;
/** What is longer is no line of ours: only its beginning is given. */
const MAX_LINE_BYTES = 1024 * 1024;
const LINE_END = 0x0a;

/** A line without its end, and where it begins in its file. */
export interface PlacedLine {
  readonly text: string;
  readonly start: number;
}

/** The whole lines before a byte of a file, the last one first. What follows the last end of a line is left out. */
export async function* linesBackwards(
  file: Pick<FileHandle, 'read'>,
  before: number,
): AsyncGenerator<PlacedLine, undefined> {
  /** The end of a line whose beginning is yet to be read. */
  let rest: Buffer = Buffer.alloc(0);
  let from = before;
  let isTorn = true;
  while (from > 0) {
    const length = Math.min(PIECE_BYTES, from);
    from -= length;
    const piece = await readPiece(file, from, length);
    const bytes = rest.length === 0 ? piece : Buffer.concat([piece, rest]);
    let stop = bytes.length;
    if (isTorn) {
      stop = bytes.lastIndexOf(LINE_END) + 1;
      isTorn = stop === 0;
    }
    while (stop > 1) {
      const start = bytes.lastIndexOf(LINE_END, stop - 2) + 1;
      if (start === 0) break;
      yield { text: bytes.toString('utf8', start, stop - 1), start: from + start };
      stop = start;
    }
    // Of a line that is too long its end alone goes on.
    rest = bytes.subarray(stop > MAX_LINE_BYTES ? stop - 1 : 0, stop);
  }
  if (rest.length > 1) yield { text: rest.toString('utf8', 0, rest.length - 1), start: 0 };
}

/** Reads a piece as a whole; what the file no longer has is left out. */
export async function readPiece(file: Pick<FileHandle, 'read'>, from: number, length: number): Promise<Buffer> {
  const piece = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(piece, filled, length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return piece.subarray(0, filled);
}
