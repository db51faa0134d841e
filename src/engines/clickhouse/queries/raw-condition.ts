import { HOUR_MS } from '../../../window/bucket.ts';
import type { Range } from '../../../window/covering.ts';
import { sqlInteger } from '../sql-integers.ts';

/**
 * The condition on raw readings for stretches of time within one hour each. The hour is named too: the table is sorted
 * by it, so that a stretch of all users is one place on disk.
 */
export function rawCondition(pieces: readonly Range[]): string {
  const conditions = pieces.map(
    ({ from, to }) =>
      `intDiv(ts, ${HOUR_MS}) = ${sqlInteger(Math.floor(from / HOUR_MS))} AND ts >= ${sqlInteger(from)} AND ts < ${sqlInteger(to)}`,
  );
  return conditions.map((condition) => `(${condition})`).join(' OR ');
}
