/** The levels of roll-ups, finest first. Buckets are UTC. */
export const LEVELS = ['hour', 'day', 'month'] as const;

/** Length of a bucket: an hour, a day or a month, UTC. */
export type Level = (typeof LEVELS)[number];

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/**
 * The number of the bucket that holds an instant: hours since 1970-01-01T00Z, days since 1970-01-01, or months since
 * January 1970.
 */
export function bucketOf(level: Level, ms: number): number {
  if (level === 'hour') return Math.floor(ms / HOUR_MS);
  if (level === 'day') return Math.floor(ms / DAY_MS);
  const date = new Date(ms);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

/** The first Unix millisecond of a bucket. */
export function bucketStart(level: Level, bucket: number): number {
  if (level === 'hour') return bucket * HOUR_MS;
  if (level === 'day') return bucket * DAY_MS;
  return Date.UTC(1970, bucket, 1);
}
