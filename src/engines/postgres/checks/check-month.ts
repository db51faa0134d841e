import type { Difference } from '../../../store/verify-report.ts';
import { bucketOf, bucketStart, LEVELS, type Level } from '../../../window/bucket.ts';
import type { Session } from '../connections.ts';
import { HOUR, milli } from '../queries/sql-fragments.ts';
import { bucketSql } from '../queries/totals.ts';

/** What a month's totals look like beside its raw readings. */
export interface MonthCheck {
  readonly readings: number;
  readonly buckets: number;
  readonly differences: readonly Difference[];
}

/** Compares all totals of a month with its raw readings, in one statement, so that writers change nothing in between. */
export async function checkMonth(session: Session, month: number): Promise<MonthCheck> {
  const from = bucketStart('month', month);
  const to = bucketStart('month', month + 1);
  const rows = await session.query(
    `WITH raw AS MATERIALIZED (
       SELECT user_id, ${HOUR} AS hour, count(*) AS count, ${milli('sum(heart_rate)', 'bigint')} AS sum,
         ${milli('min(heart_rate)', 'integer')} AS min, ${milli('max(heart_rate)', 'integer')} AS max
       FROM heart_rates WHERE "timestamp" >= $1::timestamptz AND "timestamp" < $2::timestamptz GROUP BY 1, 2
     ), compared AS MATERIALIZED (${LEVELS.map((level) => comparison(level, from, to)).join(' UNION ALL ')})
     SELECT NULL, (SELECT count(*) FROM compared), (SELECT coalesce(sum(count), 0)::bigint FROM raw),
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
     UNION ALL
     SELECT * FROM compared
     WHERE (e_count, e_sum, e_min, e_max) IS DISTINCT FROM (a_count, a_sum, a_min, a_max)`,
    [new Date(from).toISOString(), new Date(to).toISOString()],
  );
  const summary = rows.find(([level]) => level === null)!;
  return {
    readings: Number(summary[2]),
    buckets: Number(summary[1]),
    differences: rows.filter(([level]) => level !== null).map(differenceOf),
  };
}

function comparison(level: Level, from: number, to: number): string {
  const bucket = bucketSql('hour', 'hour', level);
  return `SELECT '${level}' AS level, user_id, bucket,
      e.count AS e_count, e.sum AS e_sum, e.min AS e_min, e.max AS e_max,
      a.count AS a_count, a.sum AS a_sum, a.min AS a_min, a.max AS a_max
    FROM (
      SELECT user_id, ${bucket} AS bucket, sum(count)::bigint AS count, sum(sum)::bigint AS sum,
        min(min) AS min, max(max) AS max FROM raw GROUP BY 1, 2
    ) AS e FULL JOIN (
      SELECT user_id, ${level} AS bucket, count::bigint, sum, min, max FROM ${level}_totals
      WHERE ${level} >= ${bucketOf(level, from)} AND ${level} < ${bucketOf(level, to)}
    ) AS a USING (user_id, bucket)`;
}

function differenceOf([level, userId, bucket, ...values]: readonly unknown[]): Difference {
  const known = LEVELS.find((name) => name === level) ?? 'hour';
  const [eCount, eSum, eMin, eMax, aCount, aSum, aMin, aMax] = values.map((value) => Number(value ?? 0));
  return {
    level: known,
    userId: Number(userId),
    start: bucketStart(known, Number(bucket)),
    expected: { count: eCount!, sum: eSum!, min: eMin!, max: eMax! },
    actual: { count: aCount!, sum: aSum!, min: aMin!, max: aMax! },
  };
}
