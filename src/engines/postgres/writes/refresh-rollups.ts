import { HOUR_MS } from '../../../window/bucket.ts';
import type { Session } from '../connections.ts';
import { milli } from '../queries/sql-fragments.ts';
import { bucketSql } from '../queries/totals.ts';
import type { TouchedHours } from './touched-hours.ts';

const REPLACE = 'DO UPDATE SET count = excluded.count, sum = excluded.sum, min = excluded.min, max = excluded.max';

/**
 * Computes the totals of touched hours again from the raw readings, then those of their days from the hours, and of their
 * months from the days. The users must be locked; none of the buckets may have become empty.
 */
export async function refreshRollups(session: Session, touched: TouchedHours): Promise<void> {
  if (touched.hours.length === 0) return;
  const firstHour = touched.hours.reduce((a, b) => Math.min(a, b));
  const lastHour = touched.hours.reduce((a, b) => Math.max(a, b));
  const buckets = [`{${touched.userIds.join(',')}}`, `{${touched.hours.join(',')}}`];
  // The bounds of all touched hours let the planner leave out the partitions of all other months.
  await session.query(
    `INSERT INTO hour_totals (user_id, hour, count, sum, min, max)
     SELECT t.user_id, t.hour, r.* FROM unnest($1::bigint[], $2::integer[]) AS t (user_id, hour) CROSS JOIN LATERAL (
       SELECT count(*), ${milli('sum(heart_rate)', 'bigint')}, ${milli('min(heart_rate)', 'integer')},
         ${milli('max(heart_rate)', 'integer')}
       FROM heart_rates h WHERE h.user_id = t.user_id
         AND h."timestamp" >= timestamptz 'epoch' + t.hour * interval '1 hour'
         AND h."timestamp" < timestamptz 'epoch' + (t.hour + 1) * interval '1 hour'
         AND h."timestamp" >= $3::timestamptz AND h."timestamp" < $4::timestamptz
     ) AS r
     ON CONFLICT (user_id, hour) ${REPLACE}`,
    [...buckets, new Date(firstHour * HOUR_MS).toISOString(), new Date((lastHour + 1) * HOUR_MS).toISOString()],
  );
  const firstDay = Math.floor(firstHour / 24);
  const endDay = Math.floor(lastHour / 24) + 1;
  await session.query(
    `INSERT INTO day_totals (user_id, day, count, sum, min, max)
     SELECT t.user_id, t.day, r.* FROM (
       SELECT DISTINCT user_id, hour / 24 FROM unnest($1::bigint[], $2::integer[]) AS u (user_id, hour) ORDER BY 1, 2
     ) AS t (user_id, day) CROSS JOIN LATERAL (
       SELECT sum(count), sum(sum), min(min), max(max) FROM hour_totals h
       WHERE h.user_id = t.user_id AND h.hour >= t.day * 24 AND h.hour < (t.day + 1) * 24
         AND h.hour >= $3::integer AND h.hour < $4::integer
     ) AS r
     ON CONFLICT (day, user_id) ${REPLACE}`,
    [...buckets, firstDay * 24, endDay * 24],
  );
  await session.query(
    `INSERT INTO month_totals (user_id, month, count, sum, min, max)
     SELECT t.user_id, t.month, r.* FROM (
       SELECT DISTINCT user_id, ${bucketSql('hour', 'hour', 'month')}
       FROM unnest($1::bigint[], $2::integer[]) AS u (user_id, hour) ORDER BY 1, 2
     ) AS t (user_id, month) CROSS JOIN LATERAL (
       SELECT sum(d.count), sum(d.sum), min(d.min), max(d.max)
       FROM generate_series(${firstDayOf('t.month')}, ${firstDayOf('t.month + 1')} - 1) AS days (day)
       CROSS JOIN LATERAL (SELECT * FROM day_totals d WHERE d.day = days.day AND d.user_id = t.user_id LIMIT 1) AS d
     ) AS r
     ON CONFLICT (month, user_id) ${REPLACE}`,
    buckets,
  );
}

/** The number of the first day of a month. */
function firstDayOf(month: string): string {
  return `((date '1970-01-01' + (${month}) * interval '1 month')::date - date '1970-01-01')`;
}
