import { bucketOf, bucketStart, DAY_MS, type Level } from '../../../window/bucket.ts';
import type { Range } from '../../../window/covering.ts';

/** How the buckets of a level are laid out in the pages of its table; see ../migrations/0001-initial.ts. */
export interface RollupPages {
  readonly table: string;
  /** Column with the number of the page. */
  readonly page: string;
  /** SQL: the number of the first bucket of a page. */
  firstBucket(page: string): string;
  /** SQL: how many buckets a page has. */
  size(page: string): string;
}

export const ROLLUPS: { readonly [level in Level]: RollupPages } = {
  hour: { table: 'hour_rollups', page: 'day', firstBucket: (day) => `${day} * 24`, size: () => '24' },
  day: {
    table: 'day_rollups',
    page: 'month',
    firstBucket: firstDay,
    size: (month) => `(${firstDay(`${month} + 1`)} - ${firstDay(month)})`,
  },
  month: { table: 'month_rollups', page: 'year', firstBucket: (year) => `${year} * 12`, size: () => '12' },
};

/** SQL: the number of the first day of a month. */
function firstDay(month: string): string {
  return `((date '1970-01-01' + (${month}) * interval '1 month')::date - date '1970-01-01')`;
}

/** The page that holds a bucket. */
export function pageOf(level: Level, bucket: number): number {
  if (level === 'hour') return Math.floor(bucket / 24);
  if (level === 'day') return bucketOf('month', bucket * DAY_MS);
  return Math.floor(bucket / 12);
}

/** The first bucket of a page. */
export function firstBucketOf(level: Level, page: number): number {
  if (level === 'hour') return page * 24;
  if (level === 'day') return bucketStart('month', page) / DAY_MS;
  return page * 12;
}

/** Buckets `from` to before `to` of each of the pages `first` to `last`; to the end of the page if `to` is omitted. */
export interface PagePiece {
  readonly first: number;
  readonly last: number;
  readonly from: number;
  readonly to: number | undefined;
}

/** Splits a range of buckets into at most three pieces: a partial page, whole pages, a partial page. */
export function pagePieces(level: Level, { from, to }: Range): PagePiece[] {
  const first = pageOf(level, from);
  const last = pageOf(level, to - 1);
  const start = from - firstBucketOf(level, first);
  const end = to - firstBucketOf(level, last);
  const isLastWhole = to === firstBucketOf(level, last + 1);
  if (first === last) return [{ first, last, from: start, to: isLastWhole ? undefined : end }];
  const pieces: PagePiece[] = [];
  if (start > 0) pieces.push({ first, last: first, from: start, to: undefined });
  const firstWhole = start > 0 ? first + 1 : first;
  const lastWhole = isLastWhole ? last : last - 1;
  if (firstWhole <= lastWhole) pieces.push({ first: firstWhole, last: lastWhole, from: 0, to: undefined });
  if (!isLastWhole) pieces.push({ first: last, last, from: 0, to: end });
  return pieces;
}
