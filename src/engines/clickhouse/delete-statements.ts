import { bucketStart, HOUR_MS } from '../../window/bucket.ts';
import type { Window } from '../../window/window.ts';
import { firstSlot, PERIOD_SLOTS, partitionOf, slotOf } from './slot.ts';
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
    const first = firstSlot('hour', month);
    return `(slot >= ${first} AND slot < ${first + PERIOD_SLOTS})`;
  });
  const slots = months.map((month) => slotOf('month', month));
  const periods = months.flatMap((month) => [
    partitionOf(firstSlot('hour', month)),
    partitionOf(firstSlot('day', month)),
  ]);
  const calendar = months.map((month) => {
    const start = new Date(bucketStart('month', month));
    return start.getUTCFullYear() * 100 + start.getUTCMonth() + 1;
  });
  return [
    `ALTER TABLE pulsebase.rollups DELETE WHERE slot IN (${sqlIntegers(slots)})`,
    `ALTER TABLE pulsebase.hours_by_user DELETE WHERE ${hours.join(' OR ')}`,
    dropPartitions('rollups', periods),
    // The readings last: while they are there, a deletion that broke off finds the month again.
    dropPartitions('readings', calendar),
  ];
}

function dropPartitions(table: string, partitions: readonly number[]): string {
  return `ALTER TABLE pulsebase.${table} ${partitions.map((partition) => `DROP PARTITION ${partition}`).join(', ')}`;
}
