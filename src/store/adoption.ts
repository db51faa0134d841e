import type { LongWork, PutCounts } from '../engine/engine.ts';
import type { Rejection } from '../model/rejection.ts';
import type { RowCounts } from './sum-of-row-counts.ts';

/** The adoption of another program's tables; one that was stopped continues where it was when it is called again. */
export interface AdoptionWork extends LongWork {
  /** Receives every reading that was not taken, with its number in the other program's table as its row. */
  readonly onRejected?: ((rejections: readonly Rejection[]) => void) | undefined;
}

/** What was adopted, in this run and in earlier ones that were stopped. */
export interface AdoptionReport {
  readonly users: AdoptedUsers;
  readonly readings: AdoptedReadings;
}

/** What has become of the other program's users. */
export interface AdoptedUsers extends PutCounts {
  /** Users whose gender was not one of those known; they have the gender `unknown` now. */
  readonly unknownGenders: number;
  /** Users whose age was missing or not an age; they have none now. */
  readonly withoutAge: number;
}

/** What has become of the other program's readings. */
export type AdoptedReadings = RowCounts;
