import { LEVELS, type Level } from '../../../window/bucket.ts';
import type { Session } from '../connections.ts';
import { coarserBucket, startOfDay } from '../queries/sql-fragments.ts';
import { buildPages, pageColumns } from './build-pages.ts';
import { boundsOf } from './refresh-pages.ts';
import { pageOf, ROLLUPS } from './rollup-pages.ts';

/** UTC days since 1970, both inclusive. */
export interface DayRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Takes away the roll-ups of some users, or of all, for a range of days with their months and years, and computes them
 * again: all of them, or, where everything in between is known to be empty, those of the range's first and last day. The
 * users must be locked.
 */
export async function rebuildPages(
  session: Session,
  userIds: readonly number[] | 'all',
  { first, last }: DayRange,
  readings: 'anywhere' | 'at the ends',
): Promise<void> {
  const own = userIds === 'all' ? '' : 'AND user_id = ANY ($1::bigint[])';
  const values = userIds === 'all' ? [] : [userIds];
  for (const level of LEVELS) {
    const { table, page } = ROLLUPS[level];
    const pages = [pageOfDay(level, first), pageOfDay(level, last)] as const;
    await session.query(`DELETE FROM ${table} WHERE ${page} BETWEEN ${pages[0]} AND ${pages[1]} ${own}`, values);
    const isOneRange = readings === 'anywhere' || pages[0] === pages[1];
    const ranges: DayRange[] = isOneRange ? [{ first, last }] : [first, last].map((day) => ({ first: day, last: day }));
    for (const range of ranges) {
      const bounds = boundsOf(level, range.first, range.last);
      await session.query(
        `INSERT INTO ${table} (${pageColumns(level)})
         ${buildPages(level, `${filledPages(level, range)} ${own} ORDER BY 1, 2`, bounds)}`,
        values,
      );
    }
  }
}

function pageOfDay(level: Level, day: number): number {
  if (level === 'hour') return day;
  const month = pageOf('day', day);
  return level === 'day' ? month : pageOf('month', month);
}

/** The pages of a range of days that have anything in the level below; a condition on `user_id` may follow. */
function filledPages(level: Level, { first, last }: DayRange): string {
  if (level === 'hour') {
    return `SELECT DISTINCT user_id, floor(date_part('epoch', "timestamp") / 86400)::integer AS day FROM heart_rates
      WHERE "timestamp" >= ${startOfDay(`${first}`)} AND "timestamp" < ${startOfDay(`${last + 1}`)}`;
  }
  const page = level === 'day' ? coarserBucket('day', 'day', 'month') : 'month / 12';
  return `SELECT DISTINCT user_id, ${page} AS ${ROLLUPS[level].page}
    FROM ${ROLLUPS[level === 'day' ? 'hour' : 'day'].table} AS b WHERE ${boundsOf(level, first, last)}`;
}
