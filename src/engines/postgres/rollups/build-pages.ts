import type { Level } from '../../../window/bucket.ts';
import { averageOf, HOUR, milli, startOfDay } from '../queries/sql-fragments.ts';
import { ROLLUPS } from './rollup-pages.ts';

/**
 * SQL that computes pages of a level's roll-ups from the level below: the rows that the table must hold for some users and
 * pages. `pages` is SQL with the columns `user_id` and the level's page; pages without readings give no row.
 *
 * `bounds` is a condition on the level below that all pages fulfil: it lets the planner leave out other partitions.
 */
export function buildPages(level: Level, pages: string, bounds: string): string {
  const { page, size } = ROLLUPS[level];
  return `
    SELECT p.user_id, p.${page}, f.*
    FROM (${pages}) AS p CROSS JOIN LATERAL (
      SELECT count(count)::smallint AS filled, min(min) AS min, max(max) AS max,
        ${level === 'hour' ? `max(${averageOf('sum', 'count')}) AS peak,` : ''}
        array_prepend(0, array_agg(running_count ORDER BY slot)) AS counts,
        array_prepend(0::bigint, array_agg(running_sum ORDER BY slot)) AS sums,
        array_agg(coalesce(min, 0) ORDER BY slot) AS mins, array_agg(coalesce(max, 0) ORDER BY slot) AS maxs
      FROM (
        SELECT slot, count, sum, min, max,
          coalesce(sum(count) OVER running, 0)::${level === 'hour' ? 'integer' : 'bigint'} AS running_count,
          coalesce(sum(sum) OVER running, 0)::bigint AS running_sum
        FROM generate_series(0, ${size(`p.${page}`)} - 1) AS slots (slot) LEFT JOIN (${below(level, bounds)}) AS buckets USING (slot)
        WINDOW running AS (ORDER BY slot)
      ) AS slots
    ) AS f
    WHERE f.filled > 0`;
}

/** The columns of {@link buildPages}, as the table has them. */
export function pageColumns(level: Level): string {
  return `user_id, ${ROLLUPS[level].page}, filled, min, max, ${level === 'hour' ? 'peak, ' : ''}counts, sums, mins, maxs`;
}

/** The buckets of one page `p` by slot, from what lies below. */
function below(level: Level, bounds: string): string {
  if (level === 'hour') {
    return `SELECT ${HOUR} % 24 AS slot, count(*) AS count, ${milli('sum(heart_rate)', 'bigint')} AS sum,
        ${milli('min(heart_rate)', 'integer')} AS min, ${milli('max(heart_rate)', 'integer')} AS max
      FROM heart_rates h WHERE h.user_id = p.user_id
        AND h."timestamp" >= ${startOfDay('p.day')} AND h."timestamp" < ${startOfDay('p.day + 1')} AND ${bounds}
      GROUP BY 1`;
  }
  const { table, page: bucket } = ROLLUPS[level === 'day' ? 'hour' : 'day'];
  const { firstBucket, size, page } = ROLLUPS[level];
  const first = firstBucket(`p.${page}`);
  return `SELECT b.${bucket} - ${first} AS slot, counts[cardinality(counts)] AS count, sums[cardinality(sums)] AS sum, min, max
    FROM ${table} b WHERE b.user_id = p.user_id
      AND b.${bucket} >= ${first} AND b.${bucket} < ${first} + ${size(`p.${page}`)} AND ${bounds}`;
}
