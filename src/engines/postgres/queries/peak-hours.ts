import type { PeakHoursQuery, PeakTotal } from '../../../engine/engine.ts';
import { HOUR_MS } from '../../../window/bucket.ts';
import type { Covering } from '../../../window/covering.ts';
import type { OffsetSegment } from '../../../window/offset-segments.ts';
import type { Connections } from '../connections/connections.ts';
import { type PagePiece, pageOf, pagePieces, ROLLUPS } from '../rollups/rollup-pages.ts';
import { Parameters } from '../statements/parameters.ts';
import { averageOf, HOUR, milli, UNIX_MS } from '../statements/sql-fragments.ts';
import { bucketTotal, pageCondition, pieceIndexes } from './page-pieces.ts';

/** The highest distinct hourly averages of a user, in one statement. */
export async function peakHours(connections: Connections, query: PeakHoursQuery): Promise<PeakTotal[]> {
  const parameters = new Parameters();
  const text = peakHoursStatement(query, parameters);
  const rows = await connections.query(text, parameters.values);
  if (!query.details) return rows.map(([count, sum]) => ({ count: Number(count), sum: Number(sum), hours: [] }));
  const peaks = new Map<
    number,
    { count: number; sum: number; hours: { start: number; count: number; sum: number }[] }
  >();
  for (const [rank, start, ...total] of rows) {
    const [count, sum] = total.map(Number) as [number, number];
    const peak = peaks.get(Number(rank)) ?? { count, sum, hours: [] };
    peaks.set(Number(rank), peak);
    peak.hours.push({ start: Number(start), count, sum });
  }
  return [...peaks.values()];
}

export function peakHoursStatement(
  { userId, hours, limit, minReadings, details }: PeakHoursQuery,
  parameters: Parameters,
): string {
  const user = parameters.add(userId, 'bigint');
  const most = parameters.add(limit, 'integer');
  const pieces =
    'covering' in hours
      ? utcHours(hours.covering, user, minReadings > 1 ? undefined : most, parameters)
      : localHours(hours.segments, user, parameters);
  const average = averageOf('sum', 'count');
  const enough = `count >= ${parameters.add(minReadings, 'bigint')}`;
  const hourly = pieces.join('\n UNION ALL ');
  if (!details) {
    // Hours of one average have sums in the ratio of their counts: the smallest of both belong together.
    return `SELECT min(count), min(sum) FROM (${hourly}) AS hours (start, count, sum)
      WHERE ${enough} GROUP BY ${average} ORDER BY ${average} DESC LIMIT ${most}`;
  }
  return `SELECT rank, start, count, sum FROM (
      SELECT dense_rank() OVER (ORDER BY ${average} DESC) AS rank, start, count, sum
      FROM (${hourly}) AS hours (start, count, sum) WHERE ${enough}
    ) AS ranked WHERE rank <= ${most} ORDER BY rank, start`;
}

/**
 * Reads only the whole days whose best hour is among the highest `most` distinct best hours of a day: no other day can have an
 * hour in the answer. The rows of the months tell which.
 *
 * @param most `undefined` where all days are read, as the best hour of a day may have too few readings to count.
 */
function utcHours({ hour, raw }: Covering, user: string, most: string | undefined, parameters: Parameters): string[] {
  const pieces = hour.flatMap((range) => {
    if (most === undefined) return pagePieces('hour', range).map((piece) => allHours(piece, user, parameters));
    const days = pagePieces('hour', range).map((piece) => openedDays(piece, user, most, parameters));
    const [first, last] = [range.from, range.to - 1].map((at) => parameters.add(pageOf('hour', at), 'integer'));
    // The table occurs once for all days: for each occurrence the planner goes through the months.
    return `SELECT (opened.day * 24 + index)::bigint * ${HOUR_MS}, ${bucketTotal('counts')}, ${bucketTotal('sums')}
      FROM (${days.join(' UNION ALL ')}) AS opened (day, from_index, to_index)
        CROSS JOIN LATERAL (
          SELECT counts, sums FROM hour_rollups
          WHERE user_id = ${user} AND day BETWEEN ${first} AND ${last} AND day = opened.day LIMIT 1
        ) AS pages
        CROSS JOIN LATERAL generate_series(from_index, to_index - 1) AS indexes (index)`;
  });
  for (const { from, to } of raw) {
    pieces.push(`SELECT ${HOUR}::bigint * ${HOUR_MS}, ${rawTotals(user, from, to, parameters)} GROUP BY 1`);
  }
  return pieces;
}

function allHours(piece: PagePiece, user: string, parameters: Parameters): string {
  return `SELECT (day * 24 + index)::bigint * ${HOUR_MS}, ${bucketTotal('counts')}, ${bucketTotal('sums')}
    FROM hour_rollups CROSS JOIN LATERAL ${pieceIndexes(piece, parameters)}
    WHERE user_id = ${user} AND ${pageCondition('hour', piece, parameters)}`;
}

/** The days of a piece to read, each with its first index and the one after its last. */
function openedDays(piece: PagePiece, user: string, most: string, parameters: Parameters): string {
  const { first, last, from, to = 24 } = piece;
  if (first !== last) return `SELECT day, 0, 24 FROM (${bestDays(piece, user, most, parameters)}) AS best`;
  return `SELECT ${[first, from, to].map((number) => parameters.add(number, 'integer')).join(', ')}`;
}

/** The whole days of a piece with the highest hours; as many as the answer may need, and more where hours are equal. */
function bestDays({ first, last }: PagePiece, user: string, most: string, parameters: Parameters): string {
  const [from, to] = [parameters.add(first, 'integer'), parameters.add(last, 'integer')];
  const [firstMonth, lastMonth] = [first, last].map((day) => parameters.add(pageOf('day', day), 'integer'));
  return `
    WITH peaks AS MATERIALIZED (
      SELECT day, peak FROM (
        SELECT ${ROLLUPS.day.firstBucket('month')} + index::integer - 1 AS day, peak
        FROM day_rollups CROSS JOIN LATERAL unnest(peaks) WITH ORDINALITY AS days (peak, index)
        WHERE user_id = ${user} AND month BETWEEN ${firstMonth} AND ${lastMonth}
      ) AS days WHERE day BETWEEN ${from} AND ${to} AND peak > '-infinity'
    )
    SELECT day FROM peaks WHERE peak >= coalesce(
      (SELECT DISTINCT peak FROM peaks ORDER BY peak DESC OFFSET ${most} - 1 LIMIT 1), '-infinity'
    )`;
}

/** Hours of a zone whose offsets are not whole hours, from raw readings; hours of two offsets are two. */
function localHours(segments: readonly OffsetSegment[], user: string, parameters: Parameters): string[] {
  return segments.map(({ from, to, offset }) => {
    const shift = parameters.add(offset, 'bigint');
    // Local times before 1970 are negative, and division of integers would round them up.
    const start = `(floor((${UNIX_MS} + ${shift})::double precision / ${HOUR_MS}) * ${HOUR_MS})::bigint - ${shift}`;
    return `SELECT ${start}, ${rawTotals(user, from, to, parameters)} GROUP BY 1`;
  });
}

function rawTotals(user: string, from: number, to: number, parameters: Parameters): string {
  return `count(*), ${milli('sum(heart_rate)', 'bigint')} FROM heart_rates WHERE user_id = ${user}
    AND "timestamp" >= ${parameters.instant(from)} AND "timestamp" < ${parameters.instant(to)}`;
}
