import type { MilliBpm } from '../model/heart-rate.ts';

/** Rules of a store that are settings. */
export interface StoreRules {
  /** Accepted heart rates, inclusive, in thousandths of a bpm. */
  readonly minHeartRate: MilliBpm;
  readonly maxHeartRate: MilliBpm;
}
