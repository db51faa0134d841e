import type { RejectionReason } from '../model/rejection.ts';
import type { PutCounts } from './engine.ts';
import { sumOfCounts } from './sum-of-counts.ts';

/** What became of the rows of an ingest, as its receipt tells it. */
export interface RowCounts extends PutCounts {
  readonly read: number;
  readonly rejected: number;
  readonly rejectedByReason: Readonly<Partial<Record<RejectionReason, number>>>;
}

/** What became of the rows of two ingests together; reasons in order of their names. */
export function sumOfRowCounts(a: RowCounts, b: RowCounts): RowCounts {
  const reasons: Partial<Record<RejectionReason, number>> = { ...a.rejectedByReason };
  for (const [reason, rows] of Object.entries(b.rejectedByReason) as [RejectionReason, number][]) {
    reasons[reason] = (reasons[reason] ?? 0) + rows;
  }
  return {
    ...sumOfCounts([a, b]),
    read: a.read + b.read,
    rejected: a.rejected + b.rejected,
    rejectedByReason: Object.fromEntries(
      Object.entries(reasons).sort(([first], [second]) => (first < second ? -1 : 1)),
    ),
  };
}
