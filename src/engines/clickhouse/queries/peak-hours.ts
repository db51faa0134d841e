import { average } from '../../../model/average.ts';
import type { HourTotal, PeakHoursQuestion, PeakTotal } from '../../../store/engine.ts';
import { bucketStart, HOUR_MS } from '../../../window/bucket.ts';
import type { Covering } from '../../../window/covering.ts';
import type { OffsetSegment } from '../../../window/offset-segments.ts';
import type { Executor } from '../executor.ts';
import { queryIntegers } from '../query-integers.ts';
import { queryObjects } from '../query-objects.ts';
import { bucketOfSlot, slotOf } from '../slot.ts';
import { sqlInteger } from '../sql-integers.ts';
import { rawCondition } from './raw-condition.ts';

/**
 * The hours of one user lie side by side; only the cut ones at the ends are read from raw readings. Each of the two is
 * asked for by a statement of its own, both at once: in one statement, planning alone takes longer than both.
 */
export async function peakHours(executor: Executor, question: PeakHoursQuestion): Promise<PeakTotal[]> {
  const { userId, hours } = question;
  if ('segments' in hours) return topHours(executor, zonedHours(userId, hours.segments), question, Number);
  const [whole, cut] = await Promise.all([
    hours.covering.hour.length > 0 ? topHours(executor, wholeHours(userId, hours.covering), question, startOfSlot) : [],
    hours.covering.raw.length > 0 ? topHours(executor, cutHours(userId, hours.covering), question, Number) : [],
  ]);
  return cut.length === 0 ? whole : mergePeaks([...whole, ...cut], question.limit);
}

/**
 * The highest distinct averages of the hours that a statement gives: `start`, `first` (what orders hours that begin
 * together), readings `n`, sum `t`.
 */
async function topHours(
  executor: Executor,
  hours: string,
  { limit, details }: PeakHoursQuestion,
  startOf: (start: number) => number,
): Promise<PeakTotal[]> {
  const top = `FROM (${hours}) WHERE n > 0
    GROUP BY toFloat64(t) / toFloat64(1000 * n) AS average ORDER BY average DESC LIMIT ${sqlInteger(limit)}`;
  if (!details) {
    const [counts, sums] = await queryIntegers(executor, `SELECT min(n), argMin(t, n) ${top}`, 2);
    return Array.from(counts!, (count, at) => ({ count, sum: sums![at]!, hours: [] }));
  }
  const rows = await queryObjects(
    executor,
    `SELECT groupArray(start) AS starts, groupArray(first) AS firsts, groupArray(n) AS counts, groupArray(t) AS sums ${top}`,
  );
  return rows.map((row) => decodePeak(row, startOf));
}

function wholeHours(userId: number, { hour }: Covering): string {
  const ranges = hour.map(({ from, to }) => `slot >= ${slotOf('hour', from)} AND slot <= ${slotOf('hour', to - 1)}`);
  return `SELECT slot AS start, slot AS first, readings AS n, total AS t FROM pulsebase.hours_by_user FINAL
    WHERE user_id = ${sqlInteger(userId)} AND ${ranges.join(' OR ')}`;
}

function cutHours(userId: number, { raw }: Covering): string {
  return `SELECT intDiv(ts, ${HOUR_MS}) * ${HOUR_MS} AS start, min(ts) AS first, count() AS n, sum(milli_bpm) AS t
    FROM pulsebase.readings FINAL WHERE user_id = ${sqlInteger(userId)} AND (${rawCondition(raw)}) GROUP BY start`;
}

/** Local hours that are no UTC hours: (local hour, offset) is the bucket, counted from raw readings. */
function zonedHours(userId: number, segments: readonly OffsetSegment[]): string {
  const parts = segments.map(({ from, to, offset }) => {
    const shift = sqlInteger(offset + SHIFT);
    return `SELECT intDiv(ts + ${shift}, ${HOUR_MS}) * ${HOUR_MS} - ${shift} AS start, ${sqlInteger(offset)} AS shift, ts, milli_bpm
      FROM pulsebase.readings FINAL
      WHERE user_id = ${sqlInteger(userId)} AND ts >= ${sqlInteger(from)} AND ts < ${sqlInteger(to)}
        AND intDiv(ts, ${HOUR_MS}) >= ${Math.floor(from / HOUR_MS)} AND intDiv(ts, ${HOUR_MS}) <= ${Math.floor((to - 1) / HOUR_MS)}`;
  });
  return `SELECT start, min(ts) AS first, count() AS n, sum(milli_bpm) AS t
    FROM (${parts.join(' UNION ALL ')}) GROUP BY start, shift`;
}

/** intDiv cuts towards zero: with two days added, local times just before 1970 are positive too. */
const SHIFT = 48 * HOUR_MS;

/** The highest distinct averages of two lists that have no hour in common. */
function mergePeaks(peaks: readonly PeakTotal[], limit: number): PeakTotal[] {
  const byAverage = Map.groupBy(peaks, ({ sum, count }) => average(sum, count));
  return [...byAverage]
    .sort(([a], [b]) => b - a)
    .slice(0, limit)
    .map(([, [first, ...others]]) => ({
      ...first!,
      hours: [first!, ...others].flatMap(({ hours }) => hours).sort((a, b) => a.start - b.start),
    }));
}

function decodePeak(row: Record<string, unknown>, startOf: (start: number) => number): PeakTotal {
  const [starts, firsts, counts, sums] = [row.starts, row.firsts, row.counts, row.sums].map(integers);
  const rows = starts!.map((start, at) => ({ start: startOf(start), first: firsts![at]!, at }));
  // Where a clock changed within an hour, two hours begin together: the one whose readings came first goes first.
  rows.sort((a, b) => a.start - b.start || a.first - b.first);
  const hours: HourTotal[] = rows.map(({ start, at }) => ({ start, count: counts![at]!, sum: sums![at]! }));
  return { count: hours[0]!.count, sum: hours[0]!.sum, hours };
}

function integers(value: unknown): number[] {
  if (!Array.isArray(value)) throw new TypeError('the engine gave no array');
  return value.map(Number);
}

function startOfSlot(slot: number): number {
  return bucketStart('hour', bucketOfSlot('hour', slot));
}
