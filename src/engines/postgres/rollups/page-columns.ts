import type { Level } from '../../../window/bucket.ts';
import { averageOf } from '../statements/sql-fragments.ts';
import { ROLLUPS } from './rollup-pages.ts';

/** A column of a page, and the SQL that computes it from the page's buckets. */
type BucketColumn = readonly [name: string, sql: string];

const OF_ALL: readonly BucketColumn[] = [
  ['filled', 'count(count)::smallint'],
  ['min', 'min(min)'],
  ['max', 'max(max)'],
];

const OF_EACH: readonly BucketColumn[] = [
  ['counts', 'array_prepend(0, array_agg(running_count ORDER BY index))'],
  ['sums', 'array_prepend(0::bigint, array_agg(running_sum ORDER BY index))'],
  ['mins', 'array_agg(coalesce(min, 0) ORDER BY index)'],
  ['maxs', 'array_agg(coalesce(max, 0) ORDER BY index)'],
];

const BUCKET_COLUMNS: { readonly [level in Level]: readonly BucketColumn[] } = {
  hour: [...OF_ALL, ['peak', `max(${averageOf('sum', 'count')})`], ...OF_EACH],
  day: [...OF_ALL, ...OF_EACH, ['peaks', `array_agg(coalesce(peak, '-infinity') ORDER BY index)`]],
  month: [...OF_ALL, ...OF_EACH],
};

/** The columns of a level's pages that are computed from their buckets: all but the key and the moments of a day. */
export function bucketColumns(level: Level): readonly BucketColumn[] {
  return BUCKET_COLUMNS[level];
}

/** The names of a level's columns, but for the moments of a day. */
export function columnsWithoutMoments(level: Level): string[] {
  return ['user_id', ROLLUPS[level].page, ...bucketColumns(level).map(([name]) => name)];
}

/** The names of all columns of a level. */
export function pageColumns(level: Level): string[] {
  const moments = level === 'hour' ? ['moments', 'moment_sums'] : [];
  return [...columnsWithoutMoments(level), ...moments];
}
