import { DAY_MS, LEVELS, type Level } from '../../../window/bucket.ts';
import type { Session } from '../connections/connections.ts';
import { arrayText } from '../statements/array-text.ts';
import { Parameters } from '../statements/parameters.ts';
import { coarserBucket } from '../statements/sql-fragments.ts';
import { buildPages, pageColumns } from './build-pages.ts';
import { fullDaysOf, refreshFullDays } from './refresh-full-days.ts';
import { firstBucketOf, pageOf, ROLLUPS } from './rollup-pages.ts';

/** Days of users whose readings were changed, in columns of the same length. */
export interface TouchedDays {
  readonly userIds: readonly number[];
  /** UTC days since 1970. */
  readonly days: readonly number[];
  /** The hours of the day that were changed: bit 0 stands for the first. */
  readonly hours: readonly number[];
}

/** As the planner wants it: within a page nothing is looked up by key. */
const PLANS_AS_USUAL = ['mergejoin', 'nestloop', 'seqscan'].map((way) => `SET LOCAL enable_${way} = on`).join('; ');

/**
 * Computes the hours of touched days again from the raw readings, then the days of their months from the hours, and the
 * months of their years from the days; or some of these levels, where those below are current. The users must be locked,
 * and every touched day must have readings.
 */
export async function refreshPages(
  session: Session,
  touched: TouchedDays,
  levels: readonly Level[] = LEVELS,
): Promise<void> {
  if (touched.days.length === 0) return;
  await session.client.query(PLANS_AS_USUAL);
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const day of touched.days) {
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  const full = levels.includes('hour') ? await fullDaysOf(session, touched, first, last) : new Set<number>();
  const [fullDays, otherDays] = [only(touched, (at) => full.has(at)), only(touched, (at) => !full.has(at))];
  if (fullDays.days.length > 0) await refreshFullDays(session, fullDays, first, last);
  for (const level of levels) {
    const { userIds, days } = level === 'hour' ? otherDays : touched;
    if (days.length === 0) continue;
    const { table, page } = ROLLUPS[level];
    const columns = pageColumns(level);
    const written = columns.split(', ').slice(2);
    const parameters = new Parameters(arrayText(userIds), arrayText(days));
    await session.query(
      `INSERT INTO ${table} (${columns}) ${buildPages(level, touchedPages(level), boundsOf(level, first, last, parameters))}
       ON CONFLICT (user_id, ${page}) DO UPDATE SET ${written.map((column) => `${column} = excluded.${column}`).join(', ')}`,
      parameters.values,
    );
  }
}

function only({ userIds, days, hours }: TouchedDays, keep: (at: number) => boolean): TouchedDays {
  const isKept = (_: number, at: number) => keep(at);
  return { userIds: userIds.filter(isKept), days: days.filter(isKept), hours: hours.filter(isKept) };
}

function touchedPages(level: Level): string {
  const { page } = ROLLUPS[level];
  const touched = `unnest($1::bigint[], $2::integer[]) AS t (user_id, day)`;
  // Pages of one day lie together, as queries about many users read them.
  if (level === 'hour') return `SELECT user_id, day FROM ${touched} ORDER BY day, user_id`;
  const month = coarserBucket('day', 'day', 'month');
  return `SELECT DISTINCT user_id, ${level === 'day' ? month : `${month} / 12`} AS ${page} FROM ${touched} ORDER BY 1, 2`;
}

/** What all readings, or buckets of the level below, of the pages from that of day `first` to that of day `last` fulfil. */
export function boundsOf(level: Level, first: number, last: number, parameters: Parameters): string {
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
