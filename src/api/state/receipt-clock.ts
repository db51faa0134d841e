/**
 * The clock of receipts, in milliseconds: wall clock at the start, then monotonic, so that setting the clock does not change a
 * receipt's age. It never starts before the newest receipt: one that a wrong clock dated far ahead expires like any other.
 *
 * @param newest Time of the newest receipt; 0 when there is none.
 */
export function receiptClock(newest: number): () => number {
  const start = Math.max(Date.now(), newest) - performance.now();
  return () => Math.floor(start + performance.now());
}
