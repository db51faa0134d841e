import type { HourTotal, PeakHoursQuery, PeakTotal } from '../../../engine/engine.ts';
import { average } from '../../../model/average.ts';
import { bucketOf, bucketStart, HOUR_MS } from '../../../window/bucket.ts';
import type { Covering, Range } from '../../../window/covering.ts';
import type { OffsetSegment } from '../../../window/offset-segments.ts';
import type { Reader } from '../journal/reader.ts';
import { HOUR_OF_READING, readingsWithin } from '../schema/readings-within.ts';
import type { Months } from '../single-writer/hour-cache.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlInteger } from '../statements/sql-integers.ts';
import { rawCondition } from './raw-condition.ts';
import { withClosedEnd } from './with-closed-end.ts';

/** Hours with their totals, in columns. */
interface Hours {
  readonly counts: ArrayLike<number>;
  readonly sums: ArrayLike<number>;
  /** First Unix millisecond of the hour at an index. A function, since it is needed for the few hours of the answer only. */
  startOf(at: number): number;
}

/** The highest distinct hourly averages of one user, highest first. */
export function peakHours(reader: Reader, query: PeakHoursQuery): Promise<PeakTotal[]> {
  const { executor, cache } = reader;
  const { userId, hours } = query;
  return reader.answer(['readings', 'rollups', 'hours_by_user'], async () => {
    if ('segments' in hours) return highest([await zonedHours(executor, userId, hours.segments)], query);
    return withClosedEnd(cache, hours.covering, (covering) => utcPeaks(reader, query, covering));
  });
}

/**
 * The hours of one user are contiguous and are read as they are: reading a year of them costs the engine less than planning a
 * selection of the highest. Only a partial hour at an end is computed from raw readings, and only when it may matter: an average
 * is never above the highest reading, and that of the whole hour is known.
 */
async function utcPeaks(
  { executor, cache }: Reader,
  query: PeakHoursQuery,
  { hour: [whole], raw }: Covering,
): Promise<PeakTotal[]> {
  const { userId, limit } = query;
  if (whole === undefined || whole.to - whole.from < MANY_PER_PEAK * limit) {
    const [months, cut] = await Promise.all([
      whole === undefined ? NO_MONTHS : cache.hours(userId, whole),
      cutHours(executor, userId, raw),
    ]);
    return highest([...hoursBetween(months, whole), cut], query);
  }
  const cutHour = ({ from }: Range) => bucketOf('hour', from);
  const all = {
    from: Math.min(whole.from, ...raw.map(cutHour)),
    to: Math.max(whole.to, ...raw.map((cut) => cutHour(cut) + 1)),
  };
  const months = await cache.hours(userId, all);
  const found = hoursBetween(months, whole);
  const least = topDistinct(found, limit)[limit - 1] ?? 0;
  const mayMatter = raw.filter((cut) => boundOf(months, cutHour(cut)) >= least);
  return highest([...found, await cutHours(executor, userId, mayMatter)], query);
}

/**
 * With this many whole hours per requested average, a partial hour seldom matters, and is read only if it may. With fewer,
 * partial hours are read together with the whole ones.
 */
const MANY_PER_PEAK = 24;

const NO_MONTHS: Months = new Map();

function hoursBetween(months: Months, range: Range | undefined): Hours[] {
  if (range === undefined) return [];
  const found: Hours[] = [];
  for (const hours of months.values()) {
    if (hours === undefined) continue;
    const { first, counts, sums } = hours;
    const from = Math.max(range.from - first, 0);
    const to = Math.max(range.to - first, from);
    const startOf = (at: number) => bucketStart('hour', first + from + at);
    // Copies: a write may change the cached arrays before the answer is complete.
    found.push({ counts: counts.slice(from, to), sums: sums.slice(from, to), startOf });
  }
  return found;
}

/** An upper bound of the readings of an hour in bpm; 0 when it has none. */
function boundOf(months: Months, hour: number): number {
  const hours = months.get(bucketOf('month', bucketStart('hour', hour)));
  return hours?.bounds[hour - hours.first] ?? 0;
}

async function cutHours(executor: Executor, userId: number, raw: readonly Range[]): Promise<Hours> {
  if (raw.length === 0) return NONE;
  const [hours, counts, sums] = await queryIntegers(
    executor,
    `SELECT ${HOUR_OF_READING} AS hour, count(), sum(milli_bpm) FROM pulsebase.readings FINAL
    WHERE user_id = ${sqlInteger(userId)} AND ${rawCondition(raw)} GROUP BY hour SETTINGS max_threads = 1`,
    3,
  );
  return { counts: counts!, sums: sums!, startOf: (at) => hours![at]! * HOUR_MS };
}

const NONE: Hours = { counts: [], sums: [], startOf: () => Number.NaN };

/** Local hours that are not UTC hours: (local hour, offset) is the bucket, counted from raw readings. */
async function zonedHours(executor: Executor, userId: number, segments: readonly OffsetSegment[]): Promise<Hours> {
  const parts = segments.map(({ from, to, offset }) => {
    const shift = sqlInteger(offset + SHIFT);
    return `SELECT intDiv(ts + ${shift}, ${HOUR_MS}) * ${HOUR_MS} - ${shift} AS start, ${sqlInteger(offset)} AS shift, ts, milli_bpm
      FROM pulsebase.readings FINAL
      WHERE user_id = ${sqlInteger(userId)} AND ${readingsWithin({ from, to: to - 1 })}`;
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

/** `intDiv` rounds towards zero. With two days added, local times just before 1970 are positive too. */
const SHIFT = 48 * HOUR_MS;

/** The highest distinct averages of some hours; those without readings have none. */
function highest(found: readonly Hours[], { limit, details }: PeakHoursQuery): PeakTotal[] {
  const top = topDistinct(found, limit);
  const peaks = new Map<number, HourTotal[]>(top.map((peak) => [peak, []]));
  const least = top.at(-1) ?? 0;
  for (const { counts, sums, startOf } of found) {
    for (let at = 0; at < counts.length; at += 1) {
      const mean = average(sums[at]!, counts[at]!);
      if (mean >= least) peaks.get(mean)?.push({ start: startOf(at), count: counts[at]!, sum: sums[at]! });
    }
  }
  return [...peaks.values()].map((hours) => {
    hours.sort((a, b) => a.start - b.start);
    const { count, sum } = hours[0]!;
    return { count, sum, hours: details ? hours : [] };
  });
}

/** The highest distinct averages of some hours, highest first. */
function topDistinct(found: readonly Hours[], limit: number): number[] {
  const top: number[] = [];
  let least = 0;
  for (const { counts, sums } of found) {
    for (let at = 0; at < counts.length; at += 1) {
      // NaN where there are no readings: not above anything.
      const mean = average(sums[at]!, counts[at]!);
      if (!(mean > least) || top.includes(mean)) continue;
      const index = top.findIndex((known) => known < mean);
      top.splice(index === -1 ? top.length : index, 0, mean);
      if (top.length > limit) top.pop();
      least = top[limit - 1] ?? 0;
    }
  }
  return top;
}
