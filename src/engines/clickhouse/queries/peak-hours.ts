import { average } from '../../../model/average.ts';
import type { HourTotal, PeakHoursQuestion, PeakTotal } from '../../../store/engine.ts';
import { bucketStart, HOUR_MS } from '../../../window/bucket.ts';
import type { Covering } from '../../../window/covering.ts';
import type { OffsetSegment } from '../../../window/offset-segments.ts';
import type { Executor } from '../executor.ts';
import { queryIntegers } from '../query-integers.ts';
import { bucketOfSlot, slotOf } from '../slot.ts';
import { sqlInteger } from '../sql-integers.ts';
import { rawCondition } from './raw-condition.ts';

/**
 * The hours of one user lie side by side and come as they are: a year of them costs the engine less to read than a choice
 * of the highest costs it to plan. Only the cut ones at the ends are read from raw readings, by a statement at the same
 * time.
 */
export async function peakHours(executor: Executor, question: PeakHoursQuestion): Promise<PeakTotal[]> {
  const { userId, hours } = question;
  const found =
    'segments' in hours
      ? [await zonedHours(executor, userId, hours.segments)]
      : await Promise.all([wholeHours(executor, userId, hours.covering), cutHours(executor, userId, hours.covering)]);
  return highest(found.flat(), question);
}

async function wholeHours(executor: Executor, userId: number, { hour }: Covering): Promise<HourTotal[]> {
  if (hour.length === 0) return [];
  const ranges = hour.map(({ from, to }) => `(slot >= ${slotOf('hour', from)} AND slot <= ${slotOf('hour', to - 1)})`);
  const [slots, counts, sums] = await queryIntegers(
    executor,
    `SELECT slot, readings, total FROM pulsebase.hours_by_user FINAL
    WHERE user_id = ${sqlInteger(userId)} AND (${ranges.join(' OR ')}) SETTINGS max_threads = 1`,
    3,
  );
  const found: HourTotal[] = [];
  for (const [at, slot] of slots!.entries()) {
    const count = counts![at]!;
    if (count > 0) found.push({ start: bucketStart('hour', bucketOfSlot('hour', slot)), count, sum: sums![at]! });
  }
  return found;
}

async function cutHours(executor: Executor, userId: number, { raw }: Covering): Promise<HourTotal[]> {
  if (raw.length === 0) return [];
  const [hours, counts, sums] = await queryIntegers(
    executor,
    `SELECT intDiv(ts, ${HOUR_MS}) AS hour, count(), sum(milli_bpm) FROM pulsebase.readings FINAL
    WHERE user_id = ${sqlInteger(userId)} AND ${rawCondition(raw)} GROUP BY hour SETTINGS max_threads = 1`,
    3,
  );
  return Array.from(hours!, (hour, at) => ({ start: hour * HOUR_MS, count: counts![at]!, sum: sums![at]! }));
}

/** Local hours that are no UTC hours: (local hour, offset) is the bucket, counted from raw readings. */
async function zonedHours(
  executor: Executor,
  userId: number,
  segments: readonly OffsetSegment[],
): Promise<HourTotal[]> {
  const parts = segments.map(({ from, to, offset }) => {
    const shift = sqlInteger(offset + SHIFT);
    return `SELECT intDiv(ts + ${shift}, ${HOUR_MS}) * ${HOUR_MS} - ${shift} AS start, ${sqlInteger(offset)} AS shift, ts, milli_bpm
      FROM pulsebase.readings FINAL
      WHERE user_id = ${sqlInteger(userId)} AND ts >= ${sqlInteger(from)} AND ts < ${sqlInteger(to)}
        AND intDiv(ts, ${HOUR_MS}) >= ${Math.floor(from / HOUR_MS)} AND intDiv(ts, ${HOUR_MS}) <= ${Math.floor((to - 1) / HOUR_MS)}`;
  });
  const [starts, counts, sums] = await queryIntegers(
    executor,
    // Where a clock changed within an hour, two hours begin together: the one whose readings came first goes first.
    `SELECT start, count() AS n, sum(milli_bpm), min(ts) AS first
    FROM (${parts.join(' UNION ALL ')}) GROUP BY start, shift ORDER BY first`,
    4,
  );
  return Array.from(starts!, (start, at) => ({ start, count: counts![at]!, sum: sums![at]! }));
}

/** intDiv cuts towards zero: with two days added, local times just before 1970 are positive too. */
const SHIFT = 48 * HOUR_MS;

/** The highest distinct averages of some hours. */
function highest(hours: readonly HourTotal[], { limit, details }: PeakHoursQuestion): PeakTotal[] {
  const averages = Float64Array.from(hours, ({ sum, count }) => average(sum, count));
  const peaks = new Map<number, HourTotal[]>();
  for (const peak of topDistinct(averages, limit)) peaks.set(peak, []);
  for (const [at, hour] of hours.entries()) peaks.get(averages[at]!)?.push(hour);
  return [...peaks.values()].map((ofPeak) => {
    const inOrder = ofPeak.sort((a, b) => a.start - b.start);
    const { count, sum } = inOrder[0]!;
    return { count, sum, hours: details ? inOrder : [] };
  });
}

/** The highest distinct numbers, highest first. */
function topDistinct(numbers: Float64Array, limit: number): number[] {
  const sorted = numbers.slice().sort();
  const top: number[] = [];
  for (let at = sorted.length - 1; at >= 0 && top.length < limit; at -= 1) {
    if (sorted[at] !== top.at(-1)) top.push(sorted[at]!);
  }
  return top;
}
