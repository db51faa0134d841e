import type { Rejection, RejectionReason } from '../model/rejection.ts';
import { EMPTY_RECEIPT } from './empty-receipt.ts';
import type { Receipt } from './store.ts';

/** The receipt of rows that were all rejected. */
export function receiptOfRejections(rejections: readonly Rejection[]): Receipt {
  const reasons = new Map<RejectionReason, number>();
  for (const { reason } of rejections) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return {
    ...EMPTY_RECEIPT,
    read: rejections.length,
    rejected: rejections.length,
    rejectedByReason: Object.fromEntries([...reasons].sort(([a], [b]) => (a < b ? -1 : 1))),
    rejections,
  };
}
