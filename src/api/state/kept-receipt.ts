import type { ReadingsReceipt } from '../schemas/receipt.ts';

/** The most bytes of JSON of a stored receipt. */
export const MAX_KEPT_BYTES = 64 * 1024;

/** Shortens a receipt for storage: the first rejected rows that fit, and the number of the others. */
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
