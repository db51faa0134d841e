import { LEVELS, type Level } from '../../../window/bucket.ts';
import type { Session } from '../connections/connections.ts';
import { arrayText } from '../statements/array-text.ts';
import { Parameters } from '../statements/parameters.ts';
import { coarserBucket } from '../statements/sql-fragments.ts';
import { buildPages } from './build-pages.ts';
import { putPages } from './insert-pages.ts';
import { type DayRange, pageBounds } from './page-bounds.ts';
import { fullDaysOf, refreshFullDays } from './refresh-full-days.ts';
import { ROLLUPS } from './rollup-pages.ts';
import type { TouchedDays } from './touched-days.ts';

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
  const range = rangeOf(touched.days);
  const full = levels.includes('hour') ? await fullDaysOf(session, touched, range) : new Set<number>();
  const [fullDays, otherDays] = [only(touched, (at) => full.has(at)), only(touched, (at) => !full.has(at))];
  if (fullDays.days.length > 0) await refreshFullDays(session, fullDays, range);
  for (const level of levels) {
    const { userIds, days } = level === 'hour' ? otherDays : touched;
    if (days.length === 0) continue;
    const parameters = new Parameters(arrayText(userIds), arrayText(days));
    const built = buildPages(level, touchedPages(level), pageBounds(level, range, parameters));
    await session.query(putPages(level, built), parameters.values);
  }
}

function rangeOf(days: readonly number[]): DayRange {
  return { first: days.reduce((a, b) => Math.min(a, b)), last: days.reduce((a, b) => Math.max(a, b)) };
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
