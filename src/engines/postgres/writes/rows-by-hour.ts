import { HOUR_MS } from '../../../window/bucket.ts';
import type { Run } from './fresh-runs.ts';

/** The rows of some runs by UTC hour; within an hour they stay in their order. */
export function rowsByHour(timestamps: Float64Array, runs: readonly Run[]): Uint32Array {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  let length = 0;
  for (const { from, to } of runs) {
    first = Math.min(first, hourOf(timestamps[from]!));
    last = Math.max(last, hourOf(timestamps[to - 1]!));
    length += to - from;
  }
  const rows = new Uint32Array(length);
  if (length === 0) return rows;
  // A count for each hour between: at most 1.2 million, for all of time.
  const starts = new Uint32Array(last - first + 2);
  for (const { from, to } of runs) {
    for (let row = from; row < to; row += 1) starts[hourOf(timestamps[row]!) - first + 1]! += 1;
  }
  for (let at = 1; at < starts.length; at += 1) starts[at]! += starts[at - 1]!;
  for (const { from, to } of runs) {
    for (let row = from; row < to; row += 1) rows[starts[hourOf(timestamps[row]!) - first]!++] = row;
  }
  return rows;
}

function hourOf(timestamp: number): number {
  return Math.floor(timestamp / HOUR_MS);
}
