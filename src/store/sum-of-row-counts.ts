import type { RejectionReason } from '../model/rejection.ts';
import type { Receipt } from './store.ts';

/** The numbers of a receipt that say what became of the rows. */
export type RowCounts = Pick<Receipt, 'read' | 'inserted' | 'updated' | 'unchanged' | 'rejected' | 'rejectedByReason'>;

/** What became of the rows of two ingests together; reasons in order of their names. */
export function sumOfRowCounts(a: RowCounts, b: RowCounts): RowCounts {
  const reasons: Partial<Record<RejectionReason, number>> = { ...a.rejectedByReason };
  for (const [reason, rows] of Object.entries(b.rejectedByReason) as [RejectionReason, number][]) {
    reasons[reason] = (reasons[reason] ?? 0) + rows;
  }
  return {
    read: a.read + b.read,
    inserted: a.inserted + b.inserted,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    rejected: a.rejected + b.rejected,
    rejectedByReason: Object.fromEntries(
      Object.entries(reasons).sort(([first], [second]) => (first < second ? -1 : 1)),
    ),
  };
}
