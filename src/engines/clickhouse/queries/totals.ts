import type { BucketTotal } from '../../../store/engine.ts';
import type { Level } from '../../../window/bucket.ts';
import type { Covering } from '../../../window/covering.ts';
import type { Executor } from '../executor.ts';
import { queryIntegers } from '../query-integers.ts';
import { sqlInteger } from '../sql-integers.ts';
import { rawCondition } from './raw-condition.ts';
import { coarserBucket, rawBucket, rollupCondition } from './rollup-condition.ts';

/** Totals of one user by bucket of `level`, from the pieces of a covering that uses no coarser level. */
export async function totals(
  executor: Executor,
  userId: number,
  covering: Covering,
  level: Level,
): Promise<BucketTotal[]> {
  const user = `user_id = ${sqlInteger(userId)}`;
  const columns = 'readings AS n, total AS t, lowest AS l, highest AS h';
  const sources: string[] = [];
  // Hours lie user first in a table of their own: a year of them is one stretch.
  if (covering.hour.length > 0) {
    const ranges = covering.hour.map(
      ({ from, to }) => `(bucket >= ${sqlInteger(from)} AND bucket < ${sqlInteger(to)})`,
    );
    const key = level === 'month' ? monthOfHour : coarserBucket(level, 'hour');
    sources.push(
      `SELECT ${key} AS key, ${columns} FROM pulsebase.hours_by_user FINAL WHERE ${user} AND (${ranges.join(' OR ')})`,
    );
  }
  for (const coarse of ['day', 'month'] as const) {
    const condition = rollupCondition({ ...covering, hour: [], day: [], month: [], [coarse]: covering[coarse] });
    if (condition === undefined) continue;
    const key = coarserBucket(level, coarse);
    sources.push(`SELECT ${key} AS key, ${columns} FROM pulsebase.rollups FINAL WHERE ${user} AND (${condition})`);
  }
  if (covering.raw.length > 0) {
    const value = 'toUInt64(1) AS n, toUInt64(milli_bpm) AS t, milli_bpm AS l, milli_bpm AS h';
    sources.push(
      `SELECT ${rawBucket(level, covering.raw)} AS key, ${value} FROM pulsebase.readings FINAL` +
        ` WHERE ${user} AND (${rawCondition(covering.raw)})`,
    );
  }
  const [buckets, counts, sums, lowest, highest] = await queryIntegers(
    executor,
    `SELECT key, sum(n), sum(t), min(l), max(h) FROM (${sources.join(' UNION ALL ')}) WHERE n > 0 GROUP BY key ORDER BY key`,
    5,
  );
  return Array.from(buckets!, (bucket, at) => ({
    bucket,
    count: counts![at]!,
    sum: sums![at]!,
    min: lowest![at]!,
    max: highest![at]!,
  }));
}

const monthOfHour =
  "(toYear(toDateTime(bucket * 3600, 'UTC')) - 1970) * 12 + toMonth(toDateTime(bucket * 3600, 'UTC')) - 1";
