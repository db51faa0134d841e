import type { LongWork } from '../../../engine/engine.ts';
import type { Difference, VerifyReport } from '../../../engine/verify-report.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { bucketStart, HOUR_MS, type Level } from '../../../window/bucket.ts';
import { monthsOfRows } from '../rollups/stored-months.ts';
import { bucketIdOf, bucketOfId, firstBucketId, PERIOD_IDS } from '../schema/bucket-id.ts';
import { bucketsWithin } from '../schema/buckets-within.ts';
import { HOUR_OF_READING, readingsWithin } from '../schema/readings-within.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';

const MAX_DIFFERENCES = 1000;
/** Hours compared by one statement: bounds its memory, whatever the number of users. */
const HOURS_PER_SLICE = 24 * 8;

/** One comparison: what a table holds, and what it should hold by the level below. */
interface Comparison {
  readonly level: Level;
  /** What is compared: hours with raw readings, a level with the one below, or the second copy of the hours. */
  readonly kind: 'readings' | 'level' | 'copy';
  /** Both are statements for (key, user_id, n, t, l, h); the key is a bucket id. */
  readonly expected: string;
  readonly actual: string;
}

/**
 * Compares every roll-up with the level below it, month by month, and the hours in user order with those in time order.
 *
 * @param problems What else is known to be wrong with the store.
 * @param mend Called for each month in which something differs.
 */
export async function compareRollups(
  executor: Executor,
  problems: readonly string[],
  { signal, onProgress }: LongWork,
  mend?: (month: number) => Promise<void>,
): Promise<VerifyReport> {
  const months = await monthsOfRows(executor);
  const differences: Difference[] = [];
  const found = { buckets: 0, readings: 0, differing: 0 };
  for (const [at, month] of months.entries()) {
    const before = found.differing;
    for (const comparison of comparisons(month)) {
      if (signal?.aborted) throw new PulsebaseError('ABORTED', 'the comparison was stopped');
      const sums = await compare(executor, comparison, differences, MAX_DIFFERENCES - differences.length);
      found.differing += sums.differing;
      if (comparison.kind !== 'copy') found.buckets += sums.buckets;
      if (comparison.kind === 'readings') found.readings += sums.readings;
    }
    if (mend !== undefined && found.differing > before) await mend(month);
    onProgress?.((at + 1) / months.length);
  }
  const orphans = await countOrphans(executor);
  const all = orphans === 0 ? problems : [...problems, `${orphans} users have readings but are not among the users`];
  return { ok: found.differing === 0 && all.length === 0, ...found, differences, problems: all };
}

function* comparisons(month: number): Generator<Comparison> {
  const columns = 'slot AS key, user_id, readings AS n, total AS t, lowest AS l, highest AS h';
  const sums = 'sum(readings) AS n, sum(total) AS t, minIf(lowest, readings > 0) AS l, max(highest) AS h';
  const [hour0, day0, monthId] = [
    firstBucketId('hour', month),
    firstBucketId('day', month),
    bucketIdOf('month', month),
  ];
  const monthHour = bucketStart('month', month) / HOUR_MS;
  const end = bucketStart('month', month + 1) / HOUR_MS;
  for (let from = monthHour; from < end; from += HOURS_PER_SLICE) {
    const to = Math.min(from + HOURS_PER_SLICE, end);
    const slice = bucketsWithin(hour0 + from - monthHour, hour0 + to - monthHour - 1);
    const hours = `SELECT ${columns} FROM pulsebase.rollups FINAL WHERE ${slice}`;
    yield {
      level: 'hour',
      kind: 'readings',
      expected: `SELECT ${HOUR_OF_READING} + ${hour0 - monthHour} AS key, user_id,
          count() AS n, sum(milli_bpm) AS t, min(milli_bpm) AS l, max(milli_bpm) AS h
        FROM pulsebase.readings FINAL
        WHERE ${readingsWithin({ from: from * HOUR_MS, to: to * HOUR_MS - 1 })}
        GROUP BY key, user_id`,
      actual: hours,
    };
    yield {
      level: 'hour',
      kind: 'copy',
      expected: hours,
      actual: `SELECT ${columns} FROM pulsebase.hours_by_user FINAL WHERE ${slice}`,
    };
  }
  const days = `FROM pulsebase.rollups FINAL WHERE ${bucketsWithin(day0, day0 + PERIOD_IDS - 1)}`;
  yield {
    level: 'day',
    kind: 'level',
    expected: `SELECT intDiv(slot - ${hour0}, 24) + ${day0} AS key, user_id, ${sums}
      FROM pulsebase.rollups FINAL WHERE ${bucketsWithin(hour0, hour0 + PERIOD_IDS - 1)} GROUP BY key, user_id`,
    actual: `SELECT ${columns} ${days}`,
  };
  yield {
    level: 'month',
    kind: 'level',
    expected: `SELECT ${monthId} AS key, user_id, ${sums} ${days} GROUP BY user_id`,
    actual: `SELECT ${columns} FROM pulsebase.rollups FINAL WHERE slot = ${monthId}`,
  };
}

async function compare(
  executor: Executor,
  { level, expected, actual }: Comparison,
  differences: Difference[],
  room: number,
) {
  const side = (statement: string, isActual: boolean) =>
    `SELECT toInt64(key) AS key, user_id, ${isActual ? 0 : 1} AS side, n, t, l, h FROM (${statement}) WHERE n > 0`;
  const value = (column: string, isActual: boolean) => `sumIf(${column}, side = ${isActual ? 0 : 1})`;
  const values = [false, true].flatMap((isActual) => ['n', 't', 'l', 'h'].map((column) => value(column, isActual)));
  const paired = `SELECT key, user_id, ${values.map((sql, at) => `${sql} AS v${at}`).join(', ')}
    FROM (${side(expected, false)} UNION ALL ${side(actual, true)}) GROUP BY key, user_id`;
  const differs = 'v0 != v4 OR v1 != v5 OR v2 != v6 OR v3 != v7';
  const [buckets, readings, differing] = await queryIntegers(
    executor,
    `SELECT count(), sum(v0), countIf(${differs}) FROM (${paired})`,
    3,
  );
  if (differing![0]! > 0 && room > 0) {
    const rows = await queryIntegers(
      executor,
      `SELECT * FROM (${paired}) WHERE ${differs} ORDER BY key, user_id LIMIT ${room}`,
      10,
    );
    for (let at = 0; at < rows[0]!.length; at += 1) {
      const [key, userId, ...v] = rows.map((column) => column[at]!);
      differences.push({
        level,
        userId: userId!,
        start: new Date(bucketStart(level, bucketOfId(level, key!))),
        expected: { count: v[0]!, sum: v[1]!, min: v[2]!, max: v[3]! },
        actual: { count: v[4]!, sum: v[5]!, min: v[6]!, max: v[7]! },
      });
    }
  }
  return { buckets: buckets![0]!, readings: readings![0]!, differing: differing![0]! };
}

/** Users who have readings and are not among the users. */
async function countOrphans(executor: Executor): Promise<number> {
  const [orphans] = await queryIntegers(
    executor,
    `SELECT uniqExact(user_id) FROM pulsebase.rollups FINAL
    WHERE slot >= ${bucketIdOf('month', 0)} AND readings > 0 AND user_id NOT IN (SELECT id FROM pulsebase.users FINAL)`,
    1,
  );
  return orphans![0]!;
}
