import type { DistinctReadings } from '../../../engine/collapse-duplicates.ts';
import type { ReadingKeys } from '../../../engine/engine.ts';
import { bucketOf, bucketStart, HOUR_MS } from '../../../window/bucket.ts';
import type { TouchedDays } from '../rollups/touched-days.ts';

/** Readings in columns of `length`, each key once, in order of user and time. */
export type Readings = Pick<DistinctReadings, 'length' | 'userIds' | 'timestamps' | 'first' | 'last'>;

/** Readings of one user in one month, from row `from` to before `to`. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** Cuts readings into the runs of one user and month. */
export function runsOf({ length, userIds, timestamps }: ReadingKeys): Run[] {
  const runs: Run[] = [];
  let from = 0;
  let end = length === 0 ? 0 : monthEnd(timestamps[0]!);
  for (let row = 1; row < length; row += 1) {
    if (userIds[row] === userIds[row - 1] && timestamps[row]! < end) continue;
    runs.push({ from, to: row });
    from = row;
    end = monthEnd(timestamps[row]!);
  }
  if (length > 0) runs.push({ from, to: length });
  return runs;
}

function monthEnd(timestamp: number): number {
  return bucketStart('month', bucketOf('month', timestamp) + 1);
}

export function rowsIn(runs: readonly Run[]): number {
  return runs.reduce((rows, { from, to }) => rows + to - from, 0);
}

/** The readings of some runs; the same object if those are all. */
export function readingsOf(readings: Readings, runs: readonly Run[]): Readings {
  const length = rowsIn(runs);
  if (length === readings.length) return readings;
  const pick = (column: Float64Array): Float64Array => {
    const picked = new Float64Array(length);
    let rows = 0;
    for (const { from, to } of runs) {
      picked.set(column.subarray(from, to), rows);
      rows += to - from;
    }
    return picked;
  };
  const { userIds, timestamps, first, last } = readings;
  return { length, userIds: pick(userIds), timestamps: pick(timestamps), first: pick(first), last: pick(last) };
}

/** The days and hours of readings. */
export function touchedDays({ length, userIds, timestamps }: Readings): TouchedDays {
  const touched = { userIds: [] as number[], days: [] as number[], hours: [] as number[] };
  let count = 0;
  let user = -1;
  let day = -1;
  for (let row = 0; row < length; row += 1) {
    const hour = Math.floor(timestamps[row]! / HOUR_MS);
    if (Math.floor(hour / 24) !== day || userIds[row] !== user) {
      user = userIds[row]!;
      day = Math.floor(hour / 24);
      count = touched.userIds.push(user);
      touched.days.push(day);
      touched.hours.push(0);
    }
    touched.hours[count - 1]! |= 1 << (hour % 24);
  }
  return touched;
}
