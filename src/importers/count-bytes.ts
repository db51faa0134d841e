/** Counts the occurrences of a byte in chunks. */
export function countBytes(pieces: readonly Buffer[], byte: number): number {
  let count = 0;
  for (const piece of pieces) {
    for (let at = piece.indexOf(byte); at >= 0; at = piece.indexOf(byte, at + 1)) count += 1;
  }
  return count;
}
