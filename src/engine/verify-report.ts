import type { Level } from '../window/bucket.ts';

/** Totals of a bucket as compared: the number of readings, and their sum, smallest and largest in thousandths of a bpm. */
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
  /** Start of the bucket, UTC. */
  readonly start: Date;
  /** By what lies below: readings for an hour, hours for a day, days for a month. */
  readonly expected: BucketValues;
  /** As stored. */
  readonly actual: BucketValues;
}

/** What `verify` compared and found, or what `repair` found and mended. */
export interface VerifyReport {
  /** Whether nothing was wrong. */
  readonly ok: boolean;
  /** Buckets compared, over all levels. */
  readonly buckets: number;
  /** Readings that lie below them. */
  readonly readings: number;
  /** Number of all differences; `differences` holds the first 1,000. */
  readonly differing: number;
  readonly differences: readonly Difference[];
  /** Anything else that is wrong with the store, one line each. */
  readonly problems: readonly string[];
}
