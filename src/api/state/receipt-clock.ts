/**
 * The clock of receipts, in milliseconds: that of their database at the start, then monotonic, so that setting a clock does not
 * change a receipt's age. It never starts before the newest receipt: one that a wrong clock dated far ahead expires like any other.
 *
 * @param now Time by the clock of the database.
 * @param newest Time of the newest receipt; 0 when there is none.
 */
export function receiptClock(now: number, newest: number): () => number {
  const start = Math.max(now, newest) - performance.now();
  return () => Math.floor(start + performance.now());
}
