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

/** Hours with their totals, in columns. */
interface Hours {
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  /** First Unix millisecond of the hour at a place: only those of the answer are asked for it. */
  startOf(at: number): number;
}

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
  return highest(found, question);
}

async function wholeHours(executor: Executor, userId: number, { hour }: Covering): Promise<Hours> {
  if (hour.length === 0) return NONE;
  const ranges = hour.map(({ from, to }) => `(slot >= ${slotOf('hour', from)} AND slot <= ${slotOf('hour', to - 1)})`);
  const [slots, counts, sums] = await queryIntegers(
    executor,
    `SELECT slot, readings, total FROM pulsebase.hours_by_user FINAL
    WHERE user_id = ${sqlInteger(userId)} AND (${ranges.join(' OR ')}) SETTINGS max_threads = 1`,
    3,
  );
  const startOf = (at: number) => bucketStart('hour', bucketOfSlot('hour', slots![at]!));
  return { counts: counts!, sums: sums!, startOf };
}

async function cutHours(executor: Executor, userId: number, { raw }: Covering): Promise<Hours> {
  if (raw.length === 0) return NONE;
  const [hours, counts, sums] = await queryIntegers(
    executor,
    `SELECT intDiv(ts, ${HOUR_MS}) AS hour, count(), sum(milli_bpm) FROM pulsebase.readings FINAL
    WHERE user_id = ${sqlInteger(userId)} AND ${rawCondition(raw)} GROUP BY hour SETTINGS max_threads = 1`,
    3,
  );
  return { counts: counts!, sums: sums!, startOf: (at) => hours![at]! * HOUR_MS };
}

const NONE: Hours = { counts: new Float64Array(), sums: new Float64Array(), startOf: () => Number.NaN };

/** Local hours that are no UTC hours: (local hour, offset) is the bucket, counted from raw readings. */
async function zonedHours(executor: Executor, userId: number, segments: readonly OffsetSegment[]): Promise<Hours> {
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
  return { counts: counts!, sums: sums!, startOf: (at) => starts![at]! };
}

/** intDiv cuts towards zero: with two days added, local times just before 1970 are positive too. */
const SHIFT = 48 * HOUR_MS;

/** The highest distinct averages of some hours; those without readings have none. */
function highest(found: readonly Hours[], { limit, details }: PeakHoursQuestion): PeakTotal[] {
  const averages = found.map(({ counts, sums }) => sums.map((sum, at) => average(sum, counts[at]!)));
  const peaks = new Map<number, HourTotal[]>(topDistinct(averages, limit).map((peak) => [peak, []]));
  for (const [list, { counts, sums, startOf }] of found.entries()) {
    for (const [at, mean] of averages[list]!.entries()) {
      peaks.get(mean)?.push({ start: startOf(at), count: counts[at]!, sum: sums[at]! });
    }
  }
  return [...peaks.values()].map((hours) => {
    hours.sort((a, b) => a.start - b.start);
    const { count, sum } = hours[0]!;
    return { count, sum, hours: details ? hours : [] };
  });
}

/** The highest distinct numbers of some lists, highest first; NaN is none. */
function topDistinct(lists: readonly Float64Array[], limit: number): number[] {
  const top: number[] = [];
  for (const list of lists) {
    for (const value of list) {
      if (Number.isNaN(value) || (top.length === limit && value <= top[limit - 1]!) || top.includes(value)) continue;
      const place = top.findIndex((known) => known < value);
      top.splice(place === -1 ? top.length : place, 0, value);
      if (top.length > limit) top.pop();
    }
  }
  return top;
}
