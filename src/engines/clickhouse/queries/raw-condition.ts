import { HOUR_MS } from '../../../window/bucket.ts';
import type { Range } from '../../../window/covering.ts';
import { readingsInHours } from '../schema/readings-within.ts';

/**
 * The condition on raw readings for the cut hours of a window: each lies within one hour and reaches to the end of it that
 * the window holds, so that the hours and the window's two ends say it all. The table is sorted by the hour: a cut hour of
 * all users is one stretch on disk. Plain comparisons cost the engine less to plan than a choice between ranges.
 */
export function rawCondition(pieces: readonly Range[]): string {
  const hours = pieces.map(({ from }) => Math.floor(from / HOUR_MS));
  const from = Math.min(...pieces.map((piece) => piece.from));
  const to = Math.max(...pieces.map((piece) => piece.to)) - 1;
  return readingsInHours(hours, { from, to });
}
