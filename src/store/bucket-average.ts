/** Whose clocks define hours, days, weeks and months. */
export interface AveragesOptions {
  /**
   * IANA zone whose hours, days, weeks and months are the buckets; UTC when omitted. A day on which the clocks change has 23 or 25
   * hours, and a repeated hour is two buckets. It never affects how `from` and `to` are read. A zone that is not whole hours from
   * UTC is computed from raw readings, which takes longer.
   */
  readonly timezone?: string | undefined;
}

/** The average of an hour, a day or a month. */
export interface BucketAverage {
  /** Start of the bucket, even if before the window. */
  readonly start: Date;
  /** Readings of it in the window. */
  readonly count: number;
  /** In bpm. */
  readonly average: number;
  /** Lowest heart rate in bpm. */
  readonly min: number;
  /** Highest heart rate in bpm. */
  readonly max: number;
}
