import type { PeakHoursQuestion, PeakTotal } from '../../../store/engine.ts';
import { HOUR_MS } from '../../../window/bucket.ts';
import type { Covering } from '../../../window/covering.ts';
import type { OffsetSegment } from '../../../window/offset-segments.ts';
import type { Connections } from '../connections.ts';
import { pagePieces } from '../rollups/rollup-pages.ts';
import { pageCondition, slotSeries, slotTotal } from './page-slots.ts';
import { Parameters } from './parameters.ts';
import { averageOf, HOUR, milli, UNIX_MS } from './sql-fragments.ts';

/** The highest distinct hourly averages of a user, in one statement. */
export async function peakHours(connections: Connections, question: PeakHoursQuestion): Promise<PeakTotal[]> {
  const parameters = new Parameters();
  const text = peakHoursStatement(question, parameters);
  const rows = await connections.question(text, parameters.values);
  if (!question.details) return rows.map(([count, sum]) => ({ count: Number(count), sum: Number(sum), hours: [] }));
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
  { userId, hours, limit, details }: PeakHoursQuestion,
  parameters: Parameters,
): string {
  const user = parameters.add(userId, 'bigint');
  const most = parameters.add(limit, 'integer');
  const pieces =
    'covering' in hours
      ? utcHours(hours.covering, user, most, parameters)
      : localHours(hours.segments, user, parameters);
  const average = averageOf('sum', 'count');
  const hourly = pieces.join('\n UNION ALL ');
  if (!details) {
    // Hours of one average have sums in the ratio of their counts: the smallest of both belong together.
    return `SELECT min(count), min(sum) FROM (${hourly}) AS hours (start, count, sum)
      WHERE count > 0 GROUP BY ${average} ORDER BY ${average} DESC LIMIT ${most}`;
  }
  return `SELECT rank, start, count, sum FROM (
      SELECT dense_rank() OVER (ORDER BY ${average} DESC) AS rank, start, count, sum
      FROM (${hourly}) AS hours (start, count, sum) WHERE count > 0
    ) AS ranked WHERE rank <= ${most} ORDER BY rank, start`;
}

/**
 * Of the whole days, only those are opened whose best hour is among the highest `most` distinct best hours of a day: no
 * other day has an hour that belongs to the answer.
 */
function utcHours({ hour, raw }: Covering, user: string, most: string, parameters: Parameters): string[] {
  const pieces = hour.flatMap((range) =>
    pagePieces('hour', range).map((piece) => {
      const own = `user_id = ${user} AND ${pageCondition('hour', piece, parameters)}`;
      const best =
        piece.first === piece.last
          ? ''
          : `AND peak >= coalesce(
              (SELECT DISTINCT peak FROM hour_rollups WHERE ${own} ORDER BY peak DESC OFFSET ${most} - 1 LIMIT 1),
              '-infinity'
            )`;
      return `SELECT (day * 24 + slot)::bigint * ${HOUR_MS}, ${slotTotal('counts')}, ${slotTotal('sums')}
        FROM hour_rollups CROSS JOIN LATERAL ${slotSeries(piece, parameters)} WHERE ${own} ${best}`;
    }),
  );
  for (const { from, to } of raw) {
    pieces.push(`SELECT ${HOUR}::bigint * ${HOUR_MS}, ${rawTotals(user, from, to, parameters)} GROUP BY 1`);
  }
  return pieces;
}

/** Hours of a zone whose offsets are no whole hours, from raw readings; an hour is told apart by its offset, too. */
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
