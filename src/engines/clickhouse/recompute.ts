import { bucketOf, DAY_MS, HOUR_MS } from '../../window/bucket.ts';
import type { Scope } from './scope.ts';
import { sqlInteger, sqlIntegers } from './sql-integers.ts';

/** Numbers of the levels in the table of roll-ups. */
export const LEVEL_NUMBER = { hour: 1, day: 2, month: 3 } as const;

/** The partition of the roll-ups that holds a bucket: hours and days by month, months by year. */
export function periodOf(level: keyof typeof LEVEL_NUMBER, bucket: number): number {
  if (level === 'month') return Math.floor(bucket / 12);
  return bucketOf('month', bucket * (level === 'hour' ? HOUR_MS : DAY_MS));
}

/**
 * The three statements that compute the roll-ups of a scope again, each from the level below: hours from raw readings,
 * days from hours, months from days. They run in this order, each with a version taken after the one before it ended.
 *
 * @param mayBeEmpty Whether readings were taken away: buckets left without any get a row with 0 readings.
 */
export function recomputeStatements(scope: Scope, mayBeEmpty: boolean, nextVersion: () => number): (() => string)[] {
  const month = periodOf('hour', scope.from);
  const days = { from: Math.floor(scope.from / 24), to: Math.ceil(scope.to / 24) };
  const hoursTouched = scope.hours === undefined ? '' : ` AND bucket IN (${sqlIntegers(scope.hours)})`;
  const users = scope.users === null ? '' : ` AND user_id IN (${sqlIntegers(scope.users)})`;
  const rollups = (level: keyof typeof LEVEL_NUMBER, period: number, from: number, to: number) =>
    `FROM pulsebase.rollups FINAL WHERE level = ${LEVEL_NUMBER[level]} AND period = ${sqlInteger(period)}` +
    ` AND bucket >= ${sqlInteger(from)} AND bucket < ${sqlInteger(to)}${users}`;
  const statement = (level: keyof typeof LEVEL_NUMBER, period: number, key: string, source: string, old: string) =>
    `INSERT INTO pulsebase.rollups (level, period, bucket, user_id, readings, total, lowest, highest, version)
    SELECT ${LEVEL_NUMBER[level]}, ${sqlInteger(period)}, key, user_id, sum(n) AS count, sum(t), minIf(l, n > 0), max(h), ${nextVersion()}
    FROM (
      SELECT ${key} AS key, user_id, ${source}${mayBeEmpty ? ` UNION ALL SELECT bucket AS key, user_id, 0 AS n, 0 AS t, 0 AS l, 0 AS h ${old}` : ''}
    ) GROUP BY key, user_id${mayBeEmpty ? '' : ' HAVING count > 0'}`;
  const fromHours = rollups('hour', month, days.from * 24, days.to * 24);
  const fromDays = `FROM pulsebase.rollups FINAL WHERE level = 2 AND period = ${sqlInteger(month)}${users}`;
  const below = 'readings AS n, total AS t, lowest AS l, highest AS h';
  const hoursOfRaw = scope.hours === undefined ? '' : ` AND intDiv(ts, 3600000) IN (${sqlIntegers(scope.hours)})`;
  return [
    () =>
      statement(
        'hour',
        month,
        'intDiv(ts, 3600000)',
        `count() AS n, sum(milli_bpm) AS t, min(milli_bpm) AS l, max(milli_bpm) AS h FROM pulsebase.readings FINAL` +
          ` WHERE ts >= ${sqlInteger(scope.from * HOUR_MS)} AND ts < ${sqlInteger(scope.to * HOUR_MS)}` +
          ` AND intDiv(ts, 3600000) >= ${sqlInteger(scope.from)} AND intDiv(ts, 3600000) < ${sqlInteger(scope.to)}` +
          `${hoursOfRaw}${users} GROUP BY key, user_id`,
        rollups('hour', month, scope.from, scope.to) + hoursTouched,
      ),
    () =>
      statement('day', month, 'intDiv(bucket, 24)', `${below} ${fromHours}`, rollups('day', month, days.from, days.to)),
    () =>
      statement(
        'month',
        Math.floor(month / 12),
        sqlInteger(month),
        `${below} ${fromDays}`,
        rollups('month', Math.floor(month / 12), month, month + 1),
      ),
  ];
}
