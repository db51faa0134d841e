import type { ReadingsReceipt, UploadReceipt } from '../schemas/receipt.ts';

/** Maximum size of a stored receipt, in bytes of JSON. */
export const MAX_KEPT_BYTES = 64 * 1024;

/** Lists of a receipt that may be long, the most wanted first. */
const LISTS = ['warnings', 'devices', 'files', 'rejections'] as const;

/** A receipt that an idempotency key may return again. */
export type RepeatedReceipt = ReadingsReceipt | UploadReceipt;

/**
 * The part of a receipt stored for a repeat: as many items of its lists as fit, from the first on, and how many rejected rows and
 * files do not.
 */
export function keptReceipt(answer: RepeatedReceipt): RepeatedReceipt {
  const lists: { readonly [list in (typeof LISTS)[number]]?: readonly unknown[] } = answer;
  const given = LISTS.filter((list) => lists[list] !== undefined);
  const kept = { ...answer, ...Object.fromEntries(given.map((list) => [list, [] as unknown[]])) };
  let bytes = Buffer.byteLength(JSON.stringify({ ...kept, rejectionsLeftOut: 0, filesLeftOut: 0 }));
  for (const list of given) {
    const items: unknown[] = [];
    for (const item of lists[list]!) {
      bytes += Buffer.byteLength(JSON.stringify(item)) + 1;
      if (bytes > MAX_KEPT_BYTES) break;
      items.push(item);
    }
    Object.assign(kept, { [list]: items });
  }
  if (bytes <= MAX_KEPT_BYTES) return answer;
  const leftOut = (list: 'files' | 'rejections') =>
    (lists[list]?.length ?? 0) - ((kept as typeof lists)[list]?.length ?? 0);
  const files = lists.files === undefined ? {} : { filesLeftOut: leftOut('files') };
  return { ...kept, ...files, rejectionsLeftOut: leftOut('rejections') };
}
