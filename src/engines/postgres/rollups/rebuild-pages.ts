import { LEVELS, type Level } from '../../../window/bucket.ts';
import type { Session } from '../connections/connections.ts';
import { Parameters } from '../statements/parameters.ts';
import { coarserBucket } from '../statements/sql-fragments.ts';
import { buildPages } from './build-pages.ts';
import { insertPages } from './insert-pages.ts';
import { type DayRange, pageBounds, pageOfDay } from './page-bounds.ts';
import { ROLLUPS } from './rollup-pages.ts';

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
  const given = userIds === 'all' ? [] : [userIds];
  for (const level of LEVELS) {
    const { table, page } = ROLLUPS[level];
    const pages = [pageOfDay(level, first), pageOfDay(level, last)] as const;
    const deleted = new Parameters(...given);
    const range = `${page} BETWEEN ${deleted.add(pages[0], 'integer')} AND ${deleted.add(pages[1], 'integer')}`;
    await session.query(`DELETE FROM ${table} WHERE ${range} ${own}`, deleted.values);
    const isOneRange = readings === 'anywhere' || pages[0] === pages[1];
    const ranges: DayRange[] = isOneRange ? [{ first, last }] : [first, last].map((day) => ({ first: day, last: day }));
    for (const days of ranges) {
      const parameters = new Parameters(...given);
      const filled = `${filledPages(level, days, parameters)} ${own} ORDER BY 1, 2`;
      const bounds = pageBounds(level, days, parameters);
      await session.query(insertPages(level, buildPages(level, filled, bounds)), parameters.values);
    }
  }
}

/** The pages of a range of days that have anything in the level below; a condition on `user_id` may follow. */
export function filledPages(level: Level, days: DayRange, parameters: Parameters): string {
  const bounds = pageBounds(level, days, parameters);
  if (level === 'hour') {
    return `SELECT DISTINCT user_id, floor(date_part('epoch', "timestamp") / 86400)::integer AS day FROM heart_rates AS h
      WHERE ${bounds}`;
  }
  const page = level === 'day' ? coarserBucket('day', 'day', 'month') : 'month / 12';
  return `SELECT DISTINCT user_id, ${page} AS ${ROLLUPS[level].page}
    FROM ${ROLLUPS[level === 'day' ? 'hour' : 'day'].table} AS b WHERE ${bounds}`;
}
