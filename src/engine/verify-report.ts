import type { Level } from '../window/bucket.ts';

/** The compared totals of a bucket. */
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

/** A roll-up that differs from the level below; if one is missing or superfluous, the other side has count 0. */
export interface Difference {
  /** Level of the roll-up. */
  readonly level: Level;
  /** The user. */
  readonly userId: number;
  /** Start of the bucket, UTC. */
  readonly start: Date;
  /** From the level below: readings for an hour, hours for a day, days for a month. */
  readonly expected: BucketValues;
  /** As stored. */
  readonly actual: BucketValues;
}

/** What `verify` compared and found, or what `repair` found and fixed. */
export interface VerifyReport {
  /** Whether nothing was wrong. */
  readonly ok: boolean;
  /** Buckets compared, over all levels. */
  readonly buckets: number;
  /** Readings in them. */
  readonly readings: number;
  /** Total number of differences. */
  readonly differing: number;
  /** The first 1,000 differences. */
  readonly differences: readonly Difference[];
  /** Anything else that is wrong with the store, one line each. */
  readonly problems: readonly string[];
}
