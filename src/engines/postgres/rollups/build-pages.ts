import { DAY_MS, HOUR_MS, type Level } from '../../../window/bucket.ts';
import { milli, startOfDay } from '../statements/sql-fragments.ts';
import { DAY_MOMENTS } from './day-moments.ts';
import { bucketColumns } from './page-columns.ts';
import { ROLLUPS } from './rollup-pages.ts';

/**
 * SQL that computes pages of a level's roll-ups from the level below: the rows that the table must hold for some users and
 * pages, with its columns in their order. `pages` is SQL with the columns `user_id` and the level's page; pages without
 * readings give no row.
 *
 * `bounds` is a condition on the level below that all pages fulfil: it lets the planner leave out other partitions.
 */
export function buildPages(level: Level, pages: string, bounds: string): string {
  const { page } = ROLLUPS[level];
  const built = level === 'hour' ? hoursOfDay(bounds) : bucketsOfPage(level, bounds);
  return `SELECT p.user_id, p.${page}, f.* FROM (${pages}) AS p CROSS JOIN LATERAL (${built}) AS f WHERE f.filled > 0`;
}

/** SQL that computes the columns of a page, but for the moments, from its `size` buckets: those in use, by `index`. */
export function pageOfBuckets(level: Level, size: string, buckets: string): string {
  const columns = bucketColumns(level).map(([name, sql]) => `${sql} AS ${name}`);
  return `
    SELECT ${columns.join(', ')}
    FROM (
      SELECT *,
        coalesce(sum(count) OVER running, 0)::${level === 'hour' ? 'integer' : 'bigint'} AS running_count,
        coalesce(sum(sum) OVER running, 0)::bigint AS running_sum
      FROM generate_series(0, ${size} - 1) AS indexes (index) LEFT JOIN (${buckets}) AS buckets USING (index)
      WINDOW running AS (ORDER BY index)
    ) AS indexed`;
}

/** The hours of a day `p` with its moments, from the raw readings, each of which is read once. */
function hoursOfDay(bounds: string): string {
  const hours = `
    SELECT moment / ${HOUR_MS} AS index, count(*) AS count, sum(value) AS sum, min(value) AS min, max(value) AS max
    FROM readings GROUP BY 1`;
  return `
    WITH readings AS MATERIALIZED (${readingsOfDay(bounds)})
    SELECT * FROM (${pageOfBuckets('hour', '24', hours)}) AS hours CROSS JOIN (${DAY_MOMENTS}) AS moments`;
}

/** The readings of a day `p` in order: milliseconds since its start, and thousandths of a bpm. */
function readingsOfDay(bounds: string): string {
  return `
    SELECT (date_part('epoch', "timestamp") * 1000 - p.day * ${DAY_MS}::double precision)::integer AS moment,
      ${milli('heart_rate', 'integer')} AS value
    FROM heart_rates h WHERE h.user_id = p.user_id
      AND h."timestamp" >= ${startOfDay('p.day')} AND h."timestamp" < ${startOfDay('p.day + 1')} AND ${bounds}
    ORDER BY h."timestamp"`;
}

/** The days of a month `p`, or the months of a year, from the totals of the pages below. */
function bucketsOfPage(level: 'day' | 'month', bounds: string): string {
  const { page, ...pages } = ROLLUPS[level];
  const { table, page: bucket } = ROLLUPS[level === 'day' ? 'hour' : 'day'];
  const [first, size] = [pages.firstBucket(`p.${page}`), pages.size(`p.${page}`)];
  const buckets = `
    SELECT b.${bucket} - ${first} AS index, counts[cardinality(counts)] AS count, sums[cardinality(sums)] AS sum, min, max
      ${level === 'day' ? ', peak' : ''}
    FROM ${table} b WHERE b.user_id = p.user_id
      AND b.${bucket} >= ${first} AND b.${bucket} < ${first} + ${size} AND ${bounds}`;
  return pageOfBuckets(level, size, buckets);
}
