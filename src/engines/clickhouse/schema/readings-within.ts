import { HOUR_MS } from '../../../window/bucket.ts';
import type { Window } from '../../../window/window.ts';
import { sqlInteger, sqlIntegers } from '../statements/sql-integers.ts';

/** The UTC hour of a reading, the first key of the table. */
export const HOUR_OF_READING = `intDiv(ts, ${HOUR_MS})`;

/** The condition on raw readings in a window; it includes the hours, since the table is sorted by them. */
export function readingsWithin({ from, to }: Window): string {
  const [first, last] = [Math.floor(from / HOUR_MS), Math.floor(to / HOUR_MS)];
  return `ts >= ${sqlInteger(from)} AND ts <= ${sqlInteger(to)} AND ${HOUR_OF_READING} >= ${first} AND ${HOUR_OF_READING} <= ${last}`;
}

/** The same for readings in a few hours, which are listed instead. */
export function readingsInHours(hours: Iterable<number>, { from, to }: Window): string {
  return `${HOUR_OF_READING} IN (${sqlIntegers(hours)}) AND ts >= ${sqlInteger(from)} AND ts <= ${sqlInteger(to)}`;
}
