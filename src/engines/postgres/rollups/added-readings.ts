import type { DistinctReadings } from '../../../engine/collapse-duplicates.ts';
import { DAY_MS, HOUR_MS } from '../../../window/bucket.ts';
import type { Run } from '../writes/fresh-runs.ts';
import { MAX_INTEGER, MAX_MOMENTS } from './build-pages.ts';
import { firstBucketOf, pageOf } from './rollup-pages.ts';

/**
 * Readings by user, in columns: of each user those of one hour. Columns of readings hold the users' readings one after the
 * other.
 */
export class AddedReadings {
  readonly userIds: number[] = [];
  /** UTC days since 1970, and the hours of the day. */
  readonly days: number[] = [];
  readonly hours: number[] = [];
  /** The month of the day with the day's place in it, and the year of the month with the month's. */
  readonly months: number[] = [];
  readonly daysOfMonth: number[] = [];
  readonly years: number[] = [];
  readonly monthsOfYear: number[] = [];
  readonly counts: number[] = [];
  readonly sums: number[] = [];
  readonly mins: number[] = [];
  readonly maxs: number[] = [];
  /** Where the readings of the user begin, from 1. */
  readonly starts: number[] = [];
  /** Of all readings, a user's in order of time: milliseconds of the day, and the sum of the user's readings up to it. */
  readonly moments: number[] = [];
  readonly runningSums: number[] = [];
  /** The readings themselves: Unix milliseconds, thousandths of a bpm. */
  readonly readers: number[] = [];
  readonly timestamps: number[] = [];
  readonly values: number[] = [];

  /** Adds the rows of a user; they are of one hour, in order of time. */
  add(
    { userIds, timestamps, last }: Pick<DistinctReadings, 'userIds' | 'timestamps' | 'last'>,
    { from, to }: Run,
  ): void {
    const day = Math.floor(timestamps[from]! / DAY_MS);
    const month = pageOf('day', day);
    const year = pageOf('month', month);
    this.userIds.push(userIds[from]!);
    this.days.push(day);
    this.hours.push(Math.floor((timestamps[from]! - day * DAY_MS) / HOUR_MS));
    this.months.push(month);
    this.daysOfMonth.push(day - firstBucketOf('day', month));
    this.years.push(year);
    this.monthsOfYear.push(month - firstBucketOf('month', year));
    this.starts.push(this.moments.length + 1);
    let sum = 0;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (let at = from; at < to; at += 1) {
      const value = last[at]!;
      sum += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
      this.moments.push(timestamps[at]! - day * DAY_MS);
      this.runningSums.push(sum);
      this.readers.push(userIds[from]!);
      this.timestamps.push(timestamps[at]!);
      this.values.push(value);
    }
    this.counts.push(to - from);
    this.sums.push(sum);
    this.mins.push(min);
    this.maxs.push(max);
  }
}

/** Of the stretches of one user and month those that lie in one hour, are their user's only one, and fit a day's row. */
export function addedReadings(readings: DistinctReadings, runs: readonly Run[]): AddedReadings {
  const added = new AddedReadings();
  const { userIds, timestamps } = readings;
  for (const [at, run] of runs.entries()) {
    const userId = userIds[run.from]!;
    // A user's stretches follow one another.
    const [before, after] = [runs[at - 1], runs[at + 1]];
    const isOnly =
      (before === undefined || userIds[before.from] !== userId) &&
      (after === undefined || userIds[after.from] !== userId);
    const isOneHour = Math.floor(timestamps[run.from]! / HOUR_MS) === Math.floor(timestamps[run.to - 1]! / HOUR_MS);
    if (isOnly && isOneHour && fitsRow(readings, run)) added.add(readings, run);
  }
  return added;
}

/** Whether a row could hold the readings, if they were the day's only ones. */
function fitsRow({ last }: DistinctReadings, { from, to }: Run): boolean {
  if (to - from > MAX_MOMENTS) return false;
  const values = last.subarray(from, to);
  return values.every((value) => value >= 0) && values.reduce((sum, value) => sum + value, 0) <= MAX_INTEGER;
}
