import type { Difference } from '../../../engine/verify-report.ts';
import type { Level } from '../../../window/bucket.ts';
import type { Session } from '../connections/connections.ts';
import { buildPages } from '../rollups/build-pages.ts';
import { type DayRange, pageBounds, pageOfDay } from '../rollups/page-bounds.ts';
import { pageColumns } from '../rollups/page-columns.ts';
import { filledPages } from '../rollups/rebuild-pages.ts';
import { firstBucketOf, ROLLUPS } from '../rollups/rollup-pages.ts';
import { Parameters } from '../statements/parameters.ts';
import { type Page, pageDifferences } from './page-differences.ts';

/** How the pages of a level differ from the level below. */
export interface PageCheck {
  readonly level: Level;
  /** Buckets in use below. */
  readonly buckets: number;
  readonly readings: number;
  /** Users with a page that differs. */
  readonly users: readonly number[];
  readonly differences: readonly Difference[];
  /** Pages whose buckets are right and something else is not. */
  readonly problems: readonly string[];
}

/** Compares the hours of a month with the raw readings. */
export function checkHours(session: Session, month: number): Promise<PageCheck> {
  return checkPages(session, 'hour', daysOf(month, month + 1));
}

/** Compares the days of a month with its hours. */
export function checkDays(session: Session, month: number): Promise<PageCheck> {
  return checkPages(session, 'day', daysOf(month, month + 1));
}

/** Compares the months of a year with its days. */
export function checkMonths(session: Session, year: number): Promise<PageCheck> {
  return checkPages(session, 'month', daysOf(year * 12, (year + 1) * 12));
}

/** The days from the first of a month to the last before another. */
function daysOf(from: number, to: number): DayRange {
  return { first: firstBucketOf('day', from), last: firstBucketOf('day', to) - 1 };
}

/** One statement, so that writers change nothing in between. */
async function checkPages(session: Session, level: Level, days: DayRange): Promise<PageCheck> {
  const { table, page } = ROLLUPS[level];
  const columns = pageColumns(level).join(', ');
  const parameters = new Parameters();
  const bounds = pageBounds(level, days, parameters);
  const [first, last] = [days.first, days.last].map((day) => parameters.add(pageOfDay(level, day), 'integer'));
  const rows = await session.query(
    `WITH expected AS MATERIALIZED (
       SELECT ${columns} FROM (${buildPages(level, filledPages(level, days, parameters), bounds)}) AS built
     ),
     actual AS (SELECT ${columns} FROM ${table} WHERE ${page} BETWEEN ${first} AND ${last})
     SELECT NULL, NULL, coalesce(sum(filled), 0)::bigint, coalesce(sum(counts[cardinality(counts)]), 0)::bigint,
       NULL, NULL, NULL, NULL, NULL, NULL FROM expected
     UNION ALL
     SELECT user_id, ${page}, NULL, NULL, e.counts::text, e.sums::text, e.mins::text || e.maxs::text,
       a.counts::text, a.sums::text, a.mins::text || a.maxs::text
     FROM expected AS e FULL JOIN actual AS a USING (user_id, ${page})
     WHERE e IS NULL OR a IS NULL OR e::text <> a::text`,
    parameters.values,
  );
  const summary = rows.find(([userId]) => userId === null)!;
  const differing = rows.filter(([userId]) => userId !== null);
  const problems: string[] = [];
  const differences = differing.flatMap(([userId, number, , , ...texts]) => {
    const [expected, actual] = [texts.slice(0, 3), texts.slice(3)].map(pageFrom) as [
      Page | undefined,
      Page | undefined,
    ];
    const found = pageDifferences(level, Number(userId), Number(number), expected, actual);
    if (found.length === 0)
      problems.push(`${table} of user ${String(userId)}, ${page} ${String(number)}, has wrong sums of a page`);
    return found;
  });
  return {
    level,
    buckets: Number(summary[2]),
    readings: Number(summary[3]),
    users: [...new Set(differing.map(([userId]) => Number(userId)))].sort((a, b) => a - b),
    differences,
    problems,
  };
}

/** The arrays of a page from their text; the minima and maxima come together. */
function pageFrom([counts, sums, extremes]: readonly unknown[]): Page | undefined {
  if (counts === null) return undefined;
  const [mins, maxs] = String(extremes).split('}');
  return { counts: numbers(counts), sums: numbers(sums), mins: numbers(mins), maxs: numbers(maxs) };
}

function numbers(text: unknown): number[] {
  return String(text)
    .replace(/[{}]/g, '')
    .split(',')
    .map((number) => Number(number));
}
