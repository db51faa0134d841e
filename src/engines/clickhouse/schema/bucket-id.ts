import { bucketOf, bucketStart, DAY_MS, HOUR_MS, type Level } from '../../../window/bucket.ts';

/**
 * A bucket id identifies a bucket of any level by one number: level, period, index in the period. Its column is called `slot`.
 * The period of hours and days is their month, that of months their year; a period is a partition. One number keeps the
 * statements short (most of a query's time is planning) and determines the partition.
 */
export const PERIOD_IDS = 1024;
const BASES = { hour: 0, day: 2 ** 21, month: 2 ** 22 } as const;
/** The first id after those of hours. */
export const END_HOUR_ID = BASES.day;

/** The id of a bucket (numbers as of `bucketOf`). Within a level, ids are in order of time, with gaps. */
export function bucketIdOf(level: Level, bucket: number): number {
  if (level === 'month') return BASES.month + Math.floor(bucket / 12) * PERIOD_IDS + (bucket % 12);
  const ms = bucket * unitOf(level);
  const month = bucketOf('month', ms);
  return firstBucketId(level, month) + (ms - bucketStart('month', month)) / unitOf(level);
}

/** First id of the hours or days of a month. */
export function firstBucketId(level: 'hour' | 'day', month: number): number {
  return BASES[level] + month * PERIOD_IDS;
}

/** Returns the bucket with an id. */
export function bucketOfId(level: Level, id: number): number {
  const period = Math.floor((id - BASES[level]) / PERIOD_IDS);
  const index = id % PERIOD_IDS;
  return level === 'month' ? period * 12 + index : bucketStart('month', period) / unitOf(level) + index;
}

/** The level of a bucket. */
export function levelOfId(id: number): Level {
  if (id < BASES.day) return 'hour';
  return id < BASES.month ? 'day' : 'month';
}

/** The partition of the roll-ups that holds a bucket. */
export function partitionOf(id: number): number {
  return Math.floor(id / PERIOD_IDS);
}

/** SQL: the id of the day that an hour or a day is in, by its own id. */
export function dayIdOf(id: string): string {
  const ofHour = `${BASES.day} + intDiv(${id}, ${PERIOD_IDS}) * ${PERIOD_IDS} + intDiv(${id} % ${PERIOD_IDS}, 24)`;
  return `toUInt32(if(${id} < ${BASES.day}, ${ofHour}, ${id}))`;
}

function unitOf(level: 'hour' | 'day'): number {
  return level === 'hour' ? HOUR_MS : DAY_MS;
}
