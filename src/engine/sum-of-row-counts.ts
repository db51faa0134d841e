import type { RejectionReason } from '../model/rejection.ts';
import type { PutCounts } from './engine.ts';
import { sumOfCounts } from './sum-of-counts.ts';

/** The outcomes of the rows of an ingest, as in its receipt. */
export interface RowCounts extends PutCounts {
  readonly read: number;
  readonly rejected: number;
  readonly rejectedByReason: Readonly<Partial<Record<RejectionReason, number>>>;
}

/** The counts of an ingest without rows. */
export const NO_ROW_COUNTS: RowCounts = {
  read: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  rejectedByReason: {},
};

/** The outcomes of the rows of two ingests together; reasons in order of their names. */
export function sumOfRowCounts(a: RowCounts, b: RowCounts): RowCounts {
  const reasons: Partial<Record<RejectionReason, number>> = { ...a.rejectedByReason };
  for (const [reason, rows] of Object.entries(b.rejectedByReason) as [RejectionReason, number][]) {
    reasons[reason] = (reasons[reason] ?? 0) + rows;
  }
  return {
    read: a.read + b.read,
    ...sumOfCounts([a, b]),
    rejected: a.rejected + b.rejected,
    rejectedByReason: Object.fromEntries(
      Object.entries(reasons).sort(([first], [second]) => (first < second ? -1 : 1)),
    ),
  };
}
