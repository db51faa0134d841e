import type { Level } from '../window/bucket.ts';

/** Totals of a bucket as compared: count, sum, smallest and largest in thousandths of a bpm. */
export interface BucketValues {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** A roll-up that does not equal what lies below it; a missing or needless one has count 0 on that side. */
export interface Difference {
  readonly level: Level;
  readonly userId: number;
  /** First Unix millisecond of the bucket. */
  readonly start: number;
  readonly expected: BucketValues;
  readonly actual: BucketValues;
}

export interface VerifyReport {
  readonly ok: boolean;
  /** Buckets compared, over all levels. */
  readonly buckets: number;
  readonly readings: number;
  /** Number of all differences; `differences` holds the first 1,000. */
  readonly differing: number;
  readonly differences: readonly Difference[];
  /** Anything else that is wrong with the store, one line each. */
  readonly problems: readonly string[];
}
