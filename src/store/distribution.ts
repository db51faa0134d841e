import type { PeopleQuery } from './people-query.ts';

/** A query for how heart rates are distributed. */
export interface DistributionQuery extends PeopleQuery {
  /** Limits between zones in bpm, ascending; one zone when omitted. */
  readonly zones?: readonly number[];
  /** Percentiles of the readings, each above 0 and up to 100; 5, 25, 50, 75 and 95 when omitted. */
  readonly percentiles?: readonly number[];
  /** How long a reading stands at most until the next one, 1 to 1,440 minutes; 10 when omitted. */
  readonly maxGapMinutes?: number;
}

/** How the heart rates of one user, or of several together, are distributed. */
export interface Distribution {
  /** Users with readings in the window. */
  readonly users: number;
  /** Readings in the window. */
  readonly count: number;
  /** Minutes of the window during which a reading stands, of all users together. */
  readonly minutes: number;
  /** In bpm; `null` without readings. */
  readonly average: number | null;
  /** Lowest heart rate in bpm; `null` without readings. */
  readonly min: number | null;
  /** Highest heart rate in bpm; `null` without readings. */
  readonly max: number | null;
  /** In the order of the query; empty without readings. */
  readonly percentiles: readonly Percentile[];
  /** From the lowest to the highest: one more than there are limits. */
  readonly zones: readonly HeartRateZone[];
}

/** A heart rate that so many of a hundred readings do not exceed: the nearest rank. */
export interface Percentile {
  /** So many of a hundred, above 0 and up to 100. */
  readonly percentile: number;
  /** In bpm: the heart rate of a reading. */
  readonly heartRate: number;
}

/** Heart rates from one limit up to, but not including, another. */
export interface HeartRateZone {
  /** In bpm, inclusive; `null` for the lowest zone. */
  readonly from: number | null;
  /** In bpm, exclusive; `null` for the highest zone. */
  readonly to: number | null;
  /** Readings in the zone. */
  readonly count: number;
  /** Minutes during which a reading in the zone stands. */
  readonly minutes: number;
}
