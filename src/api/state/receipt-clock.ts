/**
 * The time by which receipts live, in milliseconds: that of the machine at the start, and a count of what has passed from
 * there, so that nobody who sets the clock makes a receipt older or younger. A start never goes back behind the newest
 * receipt: one that a wrong clock dated far ahead lives as long as any other.
 *
 * @param newest Time of the newest receipt; 0 when there is none.
 */
export function receiptClock(newest: number): () => number {
  const start = Math.max(Date.now(), newest) - performance.now();
  return () => Math.floor(start + performance.now());
}
