import type { ReadingsReceipt } from '../schemas/receipt.ts';

/** Bytes of JSON that a kept receipt takes at most. */
export const MAX_KEPT_BYTES = 64 * 1024;

/** What of a receipt is kept for a repeat: as many of the first rejected rows as there is room for, and how many there is not. */
export function keptReceipt(answer: ReadingsReceipt): ReadingsReceipt {
  const { rejections } = answer;
  const cutTo = (count: number): ReadingsReceipt => ({
    ...answer,
    rejections: rejections.slice(0, count),
    rejectionsLeftOut: rejections.length - count,
  });
  let bytes = Buffer.byteLength(JSON.stringify(cutTo(0)));
  for (const [at, rejection] of rejections.entries()) {
    bytes += Buffer.byteLength(JSON.stringify(rejection)) + 1;
    if (bytes > MAX_KEPT_BYTES) return cutTo(at);
  }
  return answer;
}
