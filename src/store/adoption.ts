import type { AdoptedUsers } from '../engine/adoption.ts';
import type { LongWork } from '../engine/engine.ts';
import type { RowCounts } from '../engine/sum-of-row-counts.ts';
import type { Rejection } from '../model/rejection.ts';

/** The adoption of another program's tables; one that was stopped continues where it was when it is called again. */
export interface AdoptionWork extends LongWork {
  /** Receives every reading that was not taken, with its number in the other program's table as its row. */
  readonly onRejected?: ((rejections: readonly Rejection[]) => void) | undefined;
}

/** What was adopted, in this run and in earlier ones that were stopped. */
export interface AdoptionReport {
  readonly users: AdoptedUsers;
  /** What has become of the other program's readings. */
  readonly readings: RowCounts;
}
