import type { Level } from '../window/bucket.ts';

/** Totals of a bucket as compared. */
export interface BucketValues {
  /** Readings. */
  readonly count: number;
  /** Sum of their heart rates, thousandths of a bpm. */
  readonly sum: number;
  /** Smallest heart rate, thousandths of a bpm; 0 when there are none. */
  readonly min: number;
  /** Largest heart rate, thousandths of a bpm; 0 when there are none. */
  readonly max: number;
}

/** A roll-up that does not equal what lies below it; a missing or needless one has count 0 on that side. */
export interface Difference {
  /** Level of the roll-up. */
  readonly level: Level;
  /** Whose it is. */
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
  /** Number of all differences. */
  readonly differing: number;
  /** The first 1,000 differences. */
  readonly differences: readonly Difference[];
  /** Anything else that is wrong with the store, one line each. */
  readonly problems: readonly string[];
}
