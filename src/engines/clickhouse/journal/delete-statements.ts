import { bucketStart } from '../../../window/bucket.ts';
import type { Window } from '../../../window/window.ts';
import { bucketIdOf, firstBucketId, PERIOD_IDS, partitionOf } from '../schema/bucket-id.ts';
import { bucketsWithin } from '../schema/buckets-within.ts';
import { readingsWithin } from '../schema/readings-within.ts';
import { sqlIntegers } from '../statements/sql-integers.ts';
import type { TableName } from '../statements/table-names.ts';

/** The condition on raw readings of some users (all when `null`) in a window. */
export function readingsCondition(users: readonly number[] | null, window: Window): string {
  return `${readingsWithin(window)}${users === null ? '' : ` AND user_id IN (${sqlIntegers(users)})`}`;
}

/** Commands for one table, run in order by one statement. */
export type Alteration = readonly [table: TableName, actions: readonly string[]];

/** Deletes all rows of some users, by one statement for each table. */
export function deleteUserRows(users: readonly number[]): Alteration[] {
  const ids = sqlIntegers(users);
  return [
    // The users first: from here on no write accepts readings of them.
    ['users', [`DELETE WHERE id IN (${ids})`]],
    ...(['readings', 'rollups', 'hours_by_user'] as const).map(
      (table) => [table, [`DELETE WHERE user_id IN (${ids})`]] as const,
    ),
  ];
}

/** The months that are entirely within a window. */
export function wholeMonths(months: readonly number[], { from, to }: Window): number[] {
  return months.filter((month) => bucketStart('month', month) >= from && bucketStart('month', month + 1) - 1 <= to);
}

/** Deletes whole months from every table, the readings last: by partition, or by row where a partition holds other months too. */
export function dropMonths(months: readonly number[]): Alteration[] {
  const hours = months.map((month) => {
    const first = firstBucketId('hour', month);
    return `(${bucketsWithin(first, first + PERIOD_IDS - 1)})`;
  });
  const monthIds = months.map((month) => bucketIdOf('month', month));
  const periods = months.flatMap((month) => [
    partitionOf(firstBucketId('hour', month)),
    partitionOf(firstBucketId('day', month)),
  ]);
  const calendar = months.map((month) => {
    const start = new Date(bucketStart('month', month));
    return start.getUTCFullYear() * 100 + start.getUTCMonth() + 1;
  });
  return [
    // First, since a deletion by row looks at every part that is left.
    ['rollups', periods.map(dropPartition)],
    ['rollups', [`DELETE WHERE slot IN (${sqlIntegers(monthIds)})`]],
    ['hours_by_user', [`DELETE WHERE ${hours.join(' OR ')}`]],
    ['readings', calendar.map(dropPartition)],
  ];
}

function dropPartition(partition: number): string {
  return `DROP PARTITION ${partition}`;
}
