import { DAY_MS } from '../../../window/bucket.ts';
import type { Session } from '../connections/connections.ts';
import { arrayText } from '../statements/array-text.ts';
import { Parameters } from '../statements/parameters.ts';
import { milli, startOfDay } from '../statements/sql-fragments.ts';
import { pageOfBuckets } from './build-pages.ts';
import { putPages } from './insert-pages.ts';
import type { DayRange } from './page-bounds.ts';
import { columnsWithoutMoments } from './page-columns.ts';
import type { TouchedDays } from './touched-days.ts';

/** The indexes in `touched` of days that hold too many readings for their row to have each of them. */
export async function fullDaysOf(
  session: Session,
  { userIds, days }: TouchedDays,
  { first, last }: DayRange,
): Promise<Set<number>> {
  const rows = await session.query(
    `SELECT number FROM unnest($1::bigint[], $2::integer[]) WITH ORDINALITY AS touched (user_id, day, number)
     WHERE (
       SELECT moments IS NULL FROM hour_rollups h
       WHERE h.user_id = touched.user_id AND h.day = touched.day AND h.day BETWEEN $3::integer AND $4::integer LIMIT 1
     )`,
    [arrayText(userIds), arrayText(days), first, last],
  );
  return new Set(rows.map(([number]) => Number(number) - 1));
}

/**
 * Computes the touched hours of full days again and leaves the other hours of the day as they are: a device that sends every
 * second must not have its whole day read with each batch.
 */
export async function refreshFullDays(
  session: Session,
  { userIds, days, hours }: TouchedDays,
  { first, last }: DayRange,
): Promise<void> {
  const parameters = new Parameters(arrayText(userIds), arrayText(days), arrayText(hours));
  const [from, to] = [parameters.add(first, 'integer'), parameters.add(last, 'integer')];
  const [start, end] = [parameters.instant(first * DAY_MS), parameters.instant((last + 1) * DAY_MS)];
  const startOfHour = (index: string) => `${startOfDay('p.day')} + (${index}) * interval '1 hour'`;
  const buckets = `
    SELECT index, r.* FROM generate_series(0, 23) AS touched (index) CROSS JOIN LATERAL (
      SELECT count(*) AS count, ${milli('sum(heart_rate)', 'bigint')} AS sum,
        ${milli('min(heart_rate)', 'integer')} AS min, ${milli('max(heart_rate)', 'integer')} AS max
      FROM heart_rates h WHERE h.user_id = p.user_id
        AND h."timestamp" >= ${startOfHour('index')} AND h."timestamp" < ${startOfHour('index + 1')}
        AND h."timestamp" >= ${start} AND h."timestamp" < ${end}
    ) AS r WHERE p.hours & (1 << index) <> 0 AND r.count > 0
    UNION ALL
    SELECT index, o.counts[index + 2] - o.counts[index + 1], o.sums[index + 2] - o.sums[index + 1],
      o.mins[index + 1], o.maxs[index + 1]
    FROM hour_rollups o CROSS JOIN generate_series(0, 23) AS kept (index)
    WHERE o.user_id = p.user_id AND o.day = p.day AND o.day BETWEEN ${from} AND ${to}
      AND p.hours & (1 << index) = 0 AND o.counts[index + 2] > o.counts[index + 1]`;
  const built = `
    SELECT p.user_id, p.day, f.* FROM unnest($1::bigint[], $2::integer[], $3::integer[]) AS p (user_id, day, hours)
      CROSS JOIN LATERAL (${pageOfBuckets('hour', '24', buckets)}) AS f`;
  await session.query(putPages('hour', built, columnsWithoutMoments('hour')), parameters.values);
}
