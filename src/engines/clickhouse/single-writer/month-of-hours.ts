import { bucketOf, bucketStart, HOUR_MS } from '../../../window/bucket.ts';
import type { Sum } from '../memtable/sum.ts';

/** The hours of one user and one UTC month by their index in it; an hour without readings counts 0. */
export interface MonthOfHours {
  /** The first hour, as of `bucketOf`. */
  readonly first: number;
  readonly counts: Uint16Array | Float64Array;
  /** Thousandths of a bpm. */
  readonly sums: Uint32Array | Float64Array;
  /** Upper bound of each hour: its highest reading in whole bpm, rounded up. */
  readonly bounds: Uint16Array;
}

const HOURS = 31 * 24;
/** Enough for hours of 18 readings a second. */
const MAX_COUNT = 2 ** 16 - 1;
const MAX_SUM = 2 ** 32 - 1;

/** The month of an hour, as of `bucketOf`. */
export function monthOfHour(hour: number): number {
  return bucketOf('month', hour * HOUR_MS);
}

/** A month whose hours have no readings yet. @param isWide Whether the arrays must hold any count and sum. */
export function emptyMonth(month: number, isWide: boolean): MonthOfHours {
  return {
    first: bucketStart('month', month) / HOUR_MS,
    counts: isWide ? new Float64Array(HOURS) : new Uint16Array(HOURS),
    sums: isWide ? new Float64Array(HOURS) : new Uint32Array(HOURS),
    bounds: new Uint16Array(HOURS),
  };
}

/** Whether an hour with this count and sum fits a month that is not wide. */
export function isNarrow(count: number, sum: number): boolean {
  return count <= MAX_COUNT && sum <= MAX_SUM;
}

/** Sets the totals of the hour at an index; `sum` and `highest` in thousandths of a bpm. */
export function setHour(
  { counts, sums, bounds }: MonthOfHours,
  index: number,
  count: number,
  sum: number,
  highest: number,
): void {
  counts[index] = count;
  sums[index] = sum;
  bounds[index] = Math.ceil(highest / 1000);
}

/** Adds readings to the hour at an index. @returns `false` when the arrays are too narrow for that. */
export function addToHour(hours: MonthOfHours, index: number, added: Sum): boolean {
  const { counts, sums, bounds } = hours;
  const count = counts[index]! + added.count;
  const sum = sums[index]! + added.sum;
  if (counts instanceof Uint16Array && !isNarrow(count, sum)) return false;
  counts[index] = count;
  sums[index] = sum;
  bounds[index] = Math.max(bounds[index]!, Math.ceil(added.highest / 1000));
  return true;
}

/** A copy whose arrays hold any count and sum. */
export function wideCopy({ first, counts, sums, bounds }: MonthOfHours): MonthOfHours {
  return { first, counts: Float64Array.from(counts), sums: Float64Array.from(sums), bounds: bounds.slice() };
}
