import { bucketStart, HOUR_MS } from '../../window/bucket.ts';
import type { Window } from '../../window/window.ts';
import { sqlIntegers } from './sql-integers.ts';

/** The condition on raw readings of some users (all when `null`) in a window. */
export function readingsCondition(users: readonly number[] | null, { from, to }: Window): string {
  const who = users === null ? '' : ` AND user_id IN (${sqlIntegers(users)})`;
  return `ts >= ${from} AND ts <= ${to} AND intDiv(ts, ${HOUR_MS}) >= ${Math.floor(from / HOUR_MS)} AND intDiv(ts, ${HOUR_MS}) <= ${Math.floor(to / HOUR_MS)}${who}`;
}

/** A group of users goes by one statement a table. */
export function deleteUsersStatements(users: readonly number[]): string[] {
  const ids = sqlIntegers(users);
  return [
    // The users first: from here on no write takes readings of them.
    `ALTER TABLE pulsebase.users DELETE WHERE id IN (${ids})`,
    ...['readings', 'rollups', 'hours_by_user'].map(
      (table) => `ALTER TABLE pulsebase.${table} DELETE WHERE user_id IN (${ids})`,
    ),
  ];
}

/** The months, of those given, that a window holds whole. */
export function wholeMonths(months: readonly number[], { from, to }: Window): number[] {
  return months.filter((month) => bucketStart('month', month) >= from && bucketStart('month', month + 1) - 1 <= to);
}

/** Statements that take whole months out of every table: by partition, and by row where a partition holds more. */
export function dropMonthsStatements(months: readonly number[]): string[] {
  const hours = months.map((month) => {
    const [from, to] = [bucketStart('month', month), bucketStart('month', month + 1)].map((ms) => ms / HOUR_MS);
    return `(bucket >= ${from} AND bucket < ${to})`;
  });
  return [
    ...months.flatMap((month) =>
      [1, 2].map((level) => `ALTER TABLE pulsebase.rollups DROP PARTITION (${level}, ${month})`),
    ),
    `ALTER TABLE pulsebase.rollups DELETE WHERE level = 3 AND bucket IN (${sqlIntegers(months)})`,
    `ALTER TABLE pulsebase.hours_by_user DELETE WHERE ${hours.join(' OR ')}`,
    // The readings last: while they are there, a deletion that broke off finds the month again.
    ...months.map((month) => {
      const start = new Date(bucketStart('month', month));
      const partition = start.getUTCFullYear() * 100 + start.getUTCMonth() + 1;
      return `ALTER TABLE pulsebase.readings DROP PARTITION ${partition}`;
    }),
  ];
}
