import { DAY_MS, HOUR_MS, type Level } from '../../../window/bucket.ts';
import { averageOf, milli, startOfDay } from '../statements/sql-fragments.ts';
import { ROLLUPS } from './rollup-pages.ts';

/** Readings of a day that its row may hold one by one: as many as let the row fit a page of 8 kB. */
export const MAX_MOMENTS = 800;
/** The running sums of a day are integers of 32 bits. */
export const MAX_INTEGER = 2 ** 31 - 1;

/**
 * SQL that computes pages of a level's roll-ups from the level below: the rows that the table must hold for some users and
 * pages. `pages` is SQL with the columns `user_id` and the level's page; pages without readings produce no row.
 *
 * `bounds` is a condition on the level below that all pages fulfil: it lets the planner skip other partitions.
 */
export function buildPages(level: Level, pages: string, bounds: string): string {
  const { page, size } = ROLLUPS[level];
  const lateral =
    level === 'hour'
      ? `WITH readings AS MATERIALIZED (${dayReadings(bounds)})
         SELECT * FROM (${pageOfBuckets(level, '24', HOURS_OF_DAY)}) AS hours CROSS JOIN (${MOMENTS}) AS moments`
      : pageOfBuckets(level, size(`p.${page}`), bucketsBelow(level, bounds));
  return `SELECT p.user_id, p.${page}, f.* FROM (${pages}) AS p CROSS JOIN LATERAL (${lateral}) AS f WHERE f.filled > 0`;
}

/** The columns of a page of `size` buckets, except the moments, from its buckets by `index`. */
export function pageOfBuckets(level: Level, size: string, buckets: string): string {
  return `
    SELECT count(count)::smallint AS filled, min(min) AS min, max(max) AS max,
      ${level === 'hour' ? `max(${averageOf('sum', 'count')}) AS peak,` : ''}
      array_prepend(0, array_agg(running_count ORDER BY index)) AS counts,
      array_prepend(0::bigint, array_agg(running_sum ORDER BY index)) AS sums,
      array_agg(coalesce(min, 0) ORDER BY index) AS mins, array_agg(coalesce(max, 0) ORDER BY index) AS maxs
      ${level === 'day' ? `, array_agg(coalesce(peak, '-infinity') ORDER BY index) AS peaks` : ''}
    FROM (
      SELECT index, count, sum, min, max, ${level === 'day' ? 'peak,' : ''}
        coalesce(sum(count) OVER running, 0)::${level === 'hour' ? 'integer' : 'bigint'} AS running_count,
        coalesce(sum(sum) OVER running, 0)::bigint AS running_sum
      FROM generate_series(0, ${size} - 1) AS indexes (index) LEFT JOIN (${buckets}) AS buckets USING (index)
      WINDOW running AS (ORDER BY index)
    ) AS indexed`;
}

/** The columns of {@link buildPages}, as the table has them. */
export function pageColumns(level: Level): string {
  const peak = level === 'hour' ? 'peak, ' : '';
  const more = { hour: ', moments, moment_sums', day: ', peaks', month: '' }[level];
  return `user_id, ${ROLLUPS[level].page}, filled, min, max, ${peak}counts, sums, mins, maxs${more}`;
}

/** The readings of a day `p` in order: milliseconds since its start, and thousandths of a bpm. */
function dayReadings(bounds: string): string {
  return `SELECT (date_part('epoch', "timestamp") * 1000 - p.day * ${DAY_MS}::double precision)::integer AS moment,
      ${milli('heart_rate', 'integer')} AS value
    FROM heart_rates h WHERE h.user_id = p.user_id
      AND h."timestamp" >= ${startOfDay('p.day')} AND h."timestamp" < ${startOfDay('p.day + 1')} AND ${bounds}
    ORDER BY h."timestamp"`;
}

const HOURS_OF_DAY = `SELECT moment / ${HOUR_MS} AS index, count(*) AS count, sum(value) AS sum, min(value) AS min, max(value) AS max
  FROM readings GROUP BY 1`;

/** The running sums fit an integer where those of the magnitudes do. */
const MOMENTS = `SELECT array_agg(moment ORDER BY moment) AS moments,
    CASE WHEN count(*) > 0 THEN array_prepend(0, array_agg(running_sum ORDER BY moment)) END AS moment_sums
  FROM (
    SELECT moment, (sum(value) OVER (ORDER BY moment ROWS UNBOUNDED PRECEDING))::integer AS running_sum FROM readings
    WHERE (SELECT count(*) <= ${MAX_MOMENTS} AND sum(abs(value)) <= ${MAX_INTEGER} FROM readings)
  ) AS running`;

/** The days of a month `p`, or the months of a year, from the level below. */
function bucketsBelow(level: 'day' | 'month', bounds: string): string {
  const { table, page: bucket } = ROLLUPS[level === 'day' ? 'hour' : 'day'];
  const { firstBucket, size, page } = ROLLUPS[level];
  const first = firstBucket(`p.${page}`);
  return `SELECT b.${bucket} - ${first} AS index, counts[cardinality(counts)] AS count, sums[cardinality(sums)] AS sum, min, max
      ${level === 'day' ? ', peak' : ''}
    FROM ${table} b WHERE b.user_id = p.user_id
      AND b.${bucket} >= ${first} AND b.${bucket} < ${first} + ${size(`p.${page}`)} AND ${bounds}`;
}
