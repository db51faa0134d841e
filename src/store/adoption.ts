import type { AdoptedUsers } from '../engine/adoption.ts';
import type { LongWork } from '../engine/engine.ts';
import type { RowCounts } from '../engine/sum-of-row-counts.ts';
import type { Rejection } from '../model/rejection.ts';

/** The adoption of another program's tables. Call it again to continue one that was stopped. */
export interface AdoptionWork extends LongWork {
  /** Receives every rejected reading; its row is its number in the other program's table. */
  readonly onRejected?: ((rejections: readonly Rejection[]) => void) | undefined;
}

/** What was adopted, by this run and by earlier ones that were stopped. */
export interface AdoptionReport {
  readonly users: AdoptedUsers;
  /** What has become of the other program's readings. */
  readonly readings: RowCounts;
}
