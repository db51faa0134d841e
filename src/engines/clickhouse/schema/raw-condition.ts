import { HOUR_MS } from '../../../window/bucket.ts';
import type { Range } from '../../../window/covering.ts';
import { readingsInHours } from './readings-within.ts';

/**
 * The condition on raw readings for the partial hours of a window: the hours, and the window's two ends, define them. The table
 * is sorted by the hour: one hour of all users is contiguous on disk. Plain comparisons cost the engine less to plan than a
 * choice between ranges.
 */
export function rawCondition(pieces: readonly Range[]): string {
  const hours = pieces.map(({ from }) => Math.floor(from / HOUR_MS));
  const from = Math.min(...pieces.map((piece) => piece.from));
  const to = Math.max(...pieces.map((piece) => piece.to)) - 1;
  return readingsInHours(hours, { from, to });
}
