import { DAY_MS, type Level } from '../../../window/bucket.ts';
import type { Parameters } from '../statements/parameters.ts';
import { firstBucketOf, pageOf } from './rollup-pages.ts';

/** UTC days since 1970, both inclusive. */
export interface DayRange {
  readonly first: number;
  readonly last: number;
}

/** The page of a level that a day belongs to. */
export function pageOfDay(level: Level, day: number): number {
  if (level === 'hour') return day;
  const month = pageOf('day', day);
  return level === 'day' ? month : pageOf('month', month);
}

/**
 * SQL: a condition that holds for all readings `h`, or buckets `b` of the level below, of the pages that a range of days
 * touches. It lets the planner leave out other partitions.
 */
export function pageBounds(level: Level, { first, last }: DayRange, parameters: Parameters): string {
  if (level === 'hour') {
    const [from, to] = [parameters.instant(first * DAY_MS), parameters.instant((last + 1) * DAY_MS)];
    return `h."timestamp" >= ${from} AND h."timestamp" < ${to}`;
  }
  const months = [pageOf('day', first), pageOf('day', last)] as const;
  const [bucket, from, to] =
    level === 'day'
      ? ['b.day', firstBucketOf('day', months[0]), firstBucketOf('day', months[1] + 1)]
      : ['b.month', pageOf('month', months[0]) * 12, (pageOf('month', months[1]) + 1) * 12];
  return `${bucket} >= ${parameters.add(from, 'integer')} AND ${bucket} < ${parameters.add(to, 'integer')}`;
}
