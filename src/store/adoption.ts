import type { LongWork, PutCounts } from '../engine/engine.ts';
import type { Rejection } from '../model/rejection.ts';
import type { Receipt } from './store.ts';

/** Work that takes over the tables of another program; what breaks off goes on where it was when it is called again. */
export interface AdoptionWork extends LongWork {
  /** Receives every reading that was not taken, with its number in the other program's table as its row. */
  readonly onRejected?: ((rejections: readonly Rejection[]) => void) | undefined;
}

/** What was taken over, in this run and in earlier ones that broke off. */
export interface AdoptionReport {
  readonly users: AdoptedUsers;
  readonly readings: AdoptedReadings;
}

/** What has become of the other program's users. */
export interface AdoptedUsers extends PutCounts {
  /** Users whose gender was none that is known; they have the gender `unknown` now. */
  readonly unknownGenders: number;
  /** Users whose age was missing or no age; they have none now. */
  readonly withoutAge: number;
}

/** What has become of the other program's readings. */
export type AdoptedReadings = Pick<
  Receipt,
  'read' | 'inserted' | 'updated' | 'unchanged' | 'rejected' | 'rejectedByReason'
>;
