import { bucketOf, bucketStart, type Level } from '../../../window/bucket.ts';
import type { Covering, Range } from '../../../window/covering.ts';
import { LEVEL_NUMBER, periodOf } from '../recompute.ts';
import { sqlInteger } from '../sql-integers.ts';

/**
 * The condition on the table of roll-ups for all whole buckets of a covering, `undefined` when it has none. Partitions
 * are named one by one where they are few: the ends of a window lie in one or two.
 */
export function rollupCondition(covering: Covering): string | undefined {
  const conditions = (['hour', 'day', 'month'] as const).flatMap((level) =>
    covering[level].map((range) => `(${bucketCondition(level, range)})`),
  );
  return conditions.length === 0 ? undefined : conditions.join(' OR ');
}

function bucketCondition(level: Level, { from, to }: Range): string {
  const first = periodOf(level, from);
  const last = periodOf(level, to - 1);
  const period = first === last ? `period = ${first}` : `period >= ${first} AND period <= ${last}`;
  return `level = ${LEVEL_NUMBER[level]} AND ${period} AND bucket >= ${sqlInteger(from)} AND bucket < ${sqlInteger(to)}`;
}

/** SQL for the bucket of `level` that holds a bucket of a finer level, given as the column `bucket` of `period`. */
export function coarserBucket(level: Level, finer: Level): string {
  if (level === finer) return 'bucket';
  if (level === 'day') return 'intDiv(bucket, 24)';
  return 'toUInt32(period)';
}

/** SQL for the bucket of `level` that holds a raw reading within one of these stretches. */
export function rawBucket(level: Level, pieces: readonly Range[]): string {
  if (level === 'hour') return 'intDiv(ts, 3600000)';
  if (level === 'day') return 'intDiv(ts, 86400000)';
  const months = [...new Set(pieces.map(({ from }) => bucketOf('month', from)))];
  const [first = 0, second] = months;
  return second === undefined ? sqlInteger(first) : `if(ts < ${bucketStart('month', second)}, ${first}, ${second})`;
}
