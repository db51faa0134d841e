import type { Difference } from '../../../store/verify-report.ts';
import { bucketOf, bucketStart, type Level } from '../../../window/bucket.ts';
import type { Session } from '../connections.ts';
import { coarserBucket, startOfDay } from '../queries/sql-fragments.ts';
import { buildPages, pageColumns } from '../rollups/build-pages.ts';
import { boundsOf } from '../rollups/refresh-pages.ts';
import { ROLLUPS } from '../rollups/rollup-pages.ts';
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
  const first = bucketOf('day', bucketStart('month', month));
  const last = bucketOf('day', bucketStart('month', month + 1)) - 1;
  return checkPages(
    session,
    'hour',
    `SELECT DISTINCT user_id, floor(date_part('epoch', "timestamp") / 86400)::integer AS day FROM heart_rates
     WHERE "timestamp" >= ${startOfDay(`${first}`)} AND "timestamp" < ${startOfDay(`${last + 1}`)}`,
    boundsOf('hour', first, last),
    `day BETWEEN ${first} AND ${last}`,
  );
}

/** Compares the days of a month with its hours. */
export function checkDays(session: Session, month: number): Promise<PageCheck> {
  const day = bucketOf('day', bucketStart('month', month));
  const bounds = boundsOf('day', day, day);
  const pages = `SELECT DISTINCT user_id, ${coarserBucket('day', 'day', 'month')} AS month FROM hour_rollups AS b WHERE ${bounds}`;
  return checkPages(session, 'day', pages, bounds, `month = ${month}`);
}

/** Compares the months of a year with its days. */
export function checkMonths(session: Session, year: number): Promise<PageCheck> {
  const bounds = `b.month >= ${year * 12} AND b.month < ${(year + 1) * 12}`;
  const pages = `SELECT DISTINCT user_id, month / 12 AS year FROM day_rollups AS b WHERE ${bounds}`;
  return checkPages(session, 'month', pages, bounds, `year = ${year}`);
}

/** One statement, so that writers change nothing in between. */
async function checkPages(
  session: Session,
  level: Level,
  pages: string,
  bounds: string,
  condition: string,
): Promise<PageCheck> {
  const { table, page } = ROLLUPS[level];
  const columns = pageColumns(level);
  const rows = await session.query(
    `WITH expected AS MATERIALIZED (SELECT ${columns} FROM (${buildPages(level, pages, bounds)}) AS built),
     actual AS (SELECT ${columns} FROM ${table} WHERE ${condition})
     SELECT NULL, NULL, coalesce(sum(filled), 0)::bigint, coalesce(sum(counts[cardinality(counts)]), 0)::bigint,
       NULL, NULL, NULL, NULL, NULL, NULL FROM expected
     UNION ALL
     SELECT user_id, ${page}, NULL, NULL, e.counts::text, e.sums::text, e.mins::text || e.maxs::text,
       a.counts::text, a.sums::text, a.mins::text || a.maxs::text
     FROM expected AS e FULL JOIN actual AS a USING (user_id, ${page})
     WHERE e IS NULL OR a IS NULL OR e::text <> a::text`,
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
