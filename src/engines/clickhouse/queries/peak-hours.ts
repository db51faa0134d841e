import type { HourTotal, PeakHoursQuery, PeakTotal } from '../../../engine/engine.ts';
import { average } from '../../../model/average.ts';
import { bucketOf, bucketStart, HOUR_MS } from '../../../window/bucket.ts';
import type { Covering, Range } from '../../../window/covering.ts';
import type { Reader } from '../journal/reader.ts';
import type { Memtable } from '../memtable/memtable.ts';
import type { View } from '../memtable/view.ts';
import type { Months } from '../single-writer/hour-cache.ts';
import { addToHour, emptyMonth, type MonthOfHours, monthOfHour, wideCopy } from '../single-writer/month-of-hours.ts';
import type { CutTotal, CutTotals } from '../single-writer/read-cut-totals.ts';
import type { StoreCache } from '../single-writer/store-cache.ts';
import type { HourColumns } from './hour-columns.ts';
import { withClosedEnd } from './with-closed-end.ts';
import { zonedHours } from './zoned-hours.ts';

/** The highest distinct hourly averages of one user, highest first. */
export function peakHours(reader: Reader, query: PeakHoursQuery): Promise<PeakTotal[]> {
  const { executor, cache } = reader;
  const { userId, hours } = query;
  const tables = ['readings', 'rollups', 'hours_by_user'] as const;
  if ('segments' in hours) {
    const { segments } = hours;
    return reader.answer(tables, async (view) => highest([await zonedHours(executor, userId, segments, view)], query));
  }
  return reader.answer(tables, (view) =>
    withClosedEnd(cache, hours.covering, (covering) => utcPeaks(cache, query, covering, view)),
  );
}

/**
 * The hours of one user are contiguous and are read as they are: reading a year of them costs the engine less than planning a
 * selection of the highest. Only a partial hour at an end is computed from raw readings, and only when it may matter: an average
 * is never above the highest reading, and that of the whole hour is known.
 */
async function utcPeaks(
  cache: StoreCache,
  query: PeakHoursQuery,
  { hour: [whole], raw }: Covering,
  view: View,
): Promise<PeakTotal[]> {
  const { userId, limit, minReadings } = query;
  if (whole === undefined || whole.to - whole.from < MANY_PER_PEAK * limit) {
    const [months, totals] = await Promise.all([
      whole === undefined ? NO_MONTHS : cache.hours(userId, whole, view),
      cache.cutHours(userId, raw, view),
    ]);
    const tables = view.tables();
    const hours = hoursBetween(withRecent(months, userId, whole, tables), whole);
    return highest([...hours, cutHours(raw, totals, userId, tables)], query);
  }
  const cutHour = ({ from }: Range) => bucketOf('hour', from);
  const all = {
    from: Math.min(whole.from, ...raw.map(cutHour)),
    to: Math.max(whole.to, ...raw.map((cut) => cutHour(cut) + 1)),
  };
  const months = await cache.hours(userId, all, view);
  const read = new Map<Range, CutTotal>();
  for (;;) {
    const tables = view.tables();
    const current = withRecent(months, userId, all, tables);
    const found = hoursBetween(current, whole);
    const least = topDistinct(found, query)[limit - 1] ?? 0;
    const mayMatter = raw.filter((cut) => boundOf(current, cutHour(cut), minReadings) >= least);
    const missing = mayMatter.filter((cut) => !read.has(cut));
    if (missing.length === 0) {
      const totals = mayMatter.map((cut) => read.get(cut)!);
      return highest([...found, cutHours(mayMatter, totals, userId, tables)], query);
    }
    const totals = await cache.cutHours(userId, missing, view);
    for (const [at, cut] of missing.entries()) read.set(cut, totals[at]!);
  }
}

/** The months with the recent readings of a user in a range of hours. */
function withRecent(months: Months, userId: number, range: Range | undefined, tables: readonly Memtable[]): Months {
  if (range === undefined) return months;
  const window = { from: range.from * HOUR_MS, to: range.to * HOUR_MS };
  let all: Map<number, MonthOfHours | undefined> | undefined;
  for (const table of tables) {
    for (const [hour, added] of table.hoursOf(userId, window)) {
      all ??= new Map(months);
      const month = monthOfHour(hour);
      const known = all.get(month);
      const hours = known === months.get(month) ? wideCopy(known ?? emptyMonth(month, true)) : known!;
      all.set(month, hours);
      addToHour(hours, hour - hours.first, added);
    }
  }
  return all ?? months;
}

/**
 * With this many whole hours per requested average, a partial hour seldom matters, and is read only if it may. With fewer,
 * partial hours are read together with the whole ones.
 */
const MANY_PER_PEAK = 24;

const NO_MONTHS: Months = new Map();

function hoursBetween(months: Months, range: Range | undefined): HourColumns[] {
  if (range === undefined) return [];
  const found: HourColumns[] = [];
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

/** An upper bound of the readings of an hour in bpm; -1 when it has too few of them. */
function boundOf(months: Months, hour: number, minReadings: number): number {
  const hours = months.get(bucketOf('month', bucketStart('hour', hour)));
  if (hours === undefined || hours.counts[hour - hours.first]! < minReadings) return -1;
  return hours.bounds[hour - hours.first]!;
}

/** Parts of hours, from what the parts of the store hold and what is recent. */
function cutHours(raw: readonly Range[], totals: CutTotals, userId: number, tables: readonly Memtable[]): HourColumns {
  const sums = raw.map((piece, at) =>
    tables.reduce((total: CutTotal, table) => {
      const [[, readings] = []] = table.hoursOf(userId, piece);
      const added = readings?.sumOf(piece);
      return added === undefined ? total : { count: total.count + added.count, sum: total.sum + added.sum };
    }, totals[at]!),
  );
  return {
    counts: sums.map(({ count }) => count),
    sums: sums.map(({ sum }) => sum),
    startOf: (at) => bucketStart('hour', bucketOf('hour', raw[at]!.from)),
  };
}

/** The highest distinct averages of some hours; those with too few readings have none. */
function highest(found: readonly HourColumns[], query: PeakHoursQuery): PeakTotal[] {
  const { minReadings, details } = query;
  const top = topDistinct(found, query);
  const peaks = new Map<number, HourTotal[]>(top.map((peak) => [peak, []]));
  const least = top.at(-1) ?? 0;
  for (const { counts, sums, startOf } of found) {
    for (let at = 0; at < counts.length; at += 1) {
      if (counts[at]! < minReadings) continue;
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
function topDistinct(found: readonly HourColumns[], { limit, minReadings }: PeakHoursQuery): number[] {
  const top: number[] = [];
  let least = 0;
  for (const { counts, sums } of found) {
    for (let at = 0; at < counts.length; at += 1) {
      if (counts[at]! < minReadings) continue;
      const mean = average(sums[at]!, counts[at]!);
      if (mean <= least || top.includes(mean)) continue;
      const index = top.findIndex((known) => known < mean);
      top.splice(index === -1 ? top.length : index, 0, mean);
      if (top.length > limit) top.pop();
      least = top[limit - 1] ?? 0;
    }
  }
  return top;
}
