import type { Rejection, RejectionReason } from '../../model/rejection.ts';
import type { Receipt } from '../../store/store.ts';

/** Rejected rows that an answer holds unless its caller asks for another number. */
export const DEFAULT_REJECTIONS = 1000;

export const EMPTY_RECEIPT: Receipt = {
  read: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  rejectedByReason: {},
  rejections: [],
  usersCreated: 0,
};

/** The receipt of two pieces of one body, the first before the second; it holds the first rejected rows. */
export function sumOfReceipts(a: Receipt, b: Receipt, maxRejections: number = Number.POSITIVE_INFINITY): Receipt {
  const rejectedByReason: Partial<Record<RejectionReason, number>> = { ...a.rejectedByReason };
  for (const [reason, rows] of Object.entries(b.rejectedByReason) as [RejectionReason, number][]) {
    rejectedByReason[reason] = (rejectedByReason[reason] ?? 0) + rows;
  }
  return {
    read: a.read + b.read,
    inserted: a.inserted + b.inserted,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    rejected: a.rejected + b.rejected,
    rejectedByReason: sorted(rejectedByReason),
    rejections: [...a.rejections, ...b.rejections.slice(0, Math.max(0, maxRejections - a.rejections.length))].slice(
      0,
      maxRejections,
    ),
    usersCreated: a.usersCreated + b.usersCreated,
  };
}

/** The receipt of rows that were rejected, each for a reason of its own. */
export function receiptOfRejections(rejections: readonly Rejection[]): Receipt {
  const reasons: Partial<Record<RejectionReason, number>> = {};
  for (const { reason } of rejections) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return {
    ...EMPTY_RECEIPT,
    read: rejections.length,
    rejected: rejections.length,
    rejectedByReason: sorted(reasons),
    rejections,
  };
}

function sorted(reasons: Receipt['rejectedByReason']): Receipt['rejectedByReason'] {
  return Object.fromEntries(Object.entries(reasons).sort(([a], [b]) => (a < b ? -1 : 1)));
}
