import type { PutCounts } from '../../../engine/engine.ts';
import type { Session } from '../connections/connections.ts';
import type { TouchedDays } from '../rollups/touched-days.ts';
import { arrayText } from '../statements/array-text.ts';
import type { Readings } from './runs.ts';

/**
 * Writes readings whose keys may exist: new ones are inserted, others updated where the value differs. The users must be locked.
 *
 * The window in the statement lets the planner skip all other months. A sub-select with LIMIT forces a look-up by key, row by
 * row: whatever the statistics say, no month is scanned.
 */
export async function mergeReadings(
  session: Session,
  { userIds, timestamps, first, last }: Readings,
): Promise<{ readonly counts: PutCounts; readonly touched: TouchedDays }> {
  const from = timestamps.reduce((a, b) => Math.min(a, b));
  const to = timestamps.reduce((a, b) => Math.max(a, b));
  const rows = await session.query(
    `WITH compared AS MATERIALIZED (
       SELECT i.user_id, i."timestamp", i.first, i.last, h.heart_rate AS stored
       FROM (
         SELECT user_id, timestamptz 'epoch' + ms * interval '1 millisecond', first * 0.001, last * 0.001
         FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS u (user_id, ms, first, last)
       ) AS i (user_id, "timestamp", first, last)
       LEFT JOIN LATERAL (
         SELECT h.heart_rate FROM heart_rates h
         WHERE h.user_id = i.user_id AND h."timestamp" = i."timestamp"
           AND h."timestamp" BETWEEN $5::timestamptz AND $6::timestamptz
         LIMIT 1
       ) AS h ON true
     ), written AS (
       INSERT INTO heart_rates (user_id, "timestamp", heart_rate)
       SELECT user_id, "timestamp", last FROM compared WHERE stored IS DISTINCT FROM last
       ON CONFLICT (user_id, "timestamp") DO UPDATE SET heart_rate = excluded.heart_rate
     )
     SELECT user_id, floor(date_part('epoch', "timestamp") / 86400)::integer AS day,
       count(*) FILTER (WHERE stored IS NULL), count(*) FILTER (WHERE stored <> first),
       count(*) FILTER (WHERE stored = first),
       coalesce(bit_or(1 << floor(date_part('epoch', "timestamp") / 3600)::integer % 24)
         FILTER (WHERE stored IS DISTINCT FROM last), 0)
     FROM compared GROUP BY user_id, day ORDER BY user_id, day`,
    [
      arrayText(userIds),
      arrayText(timestamps),
      arrayText(first),
      arrayText(last),
      new Date(from).toISOString(),
      new Date(to).toISOString(),
    ],
  );
  const counts = { inserted: 0, updated: 0, unchanged: 0 };
  const changed = rows.filter(([, , inserted, updated, unchanged, hours]) => {
    counts.inserted += Number(inserted);
    counts.updated += Number(updated);
    counts.unchanged += Number(unchanged);
    return hours !== 0;
  });
  return {
    counts,
    touched: {
      userIds: changed.map(([userId]) => Number(userId)),
      days: changed.map(([, day]) => Number(day)),
      hours: changed.map(([, , , , , hours]) => Number(hours)),
    },
  };
}
