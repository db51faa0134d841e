import { bucketOf } from '../../../window/bucket.ts';
import type { Memtable } from '../memtable/memtable.ts';
import type { TotalColumn, TotalColumns } from '../single-writer/total-columns.ts';

/**
 * Counts the UTC days on which each user has a reading in some pieces of days, whether the parts hold it or it is recent.
 *
 * @param columns The totals of the pieces.
 * @returns The number of days of a user.
 */
export function countDays(
  totals: TotalColumns,
  columns: readonly TotalColumn[],
  tables: readonly Memtable[],
): (userId: number) => number {
  const days = new Float64Array(totals.width);
  /** The day that was counted last. */
  const counted = new Float64Array(totals.width).fill(-1);
  /** Days of those without a place in the columns. */
  const newcomers = new Map<number, Set<number>>();
  for (const [day, pieces] of Map.groupBy(columns, ({ range }) => bucketOf('day', range.from))) {
    const count = (at: number) => {
      if (counted[at] === day) return;
      counted[at] = day;
      days[at]! += 1;
    };
    for (const { key, range, counts } of pieces) {
      for (let at = 0; at < counts.length; at += 1) if (counts[at]! > 0) count(at);
      for (const table of tables) {
        for (const userId of typeof key === 'number' ? table.sumsOf(key).keys() : usersOf(table.sumsWithin(range))) {
          const at = totals.indexOf(userId);
          if (at !== undefined) count(at);
          else newcomers.set(userId, (newcomers.get(userId) ?? new Set()).add(day));
        }
      }
    }
  }
  return (userId) => {
    const at = totals.indexOf(userId);
    return (at === undefined ? newcomers.get(userId)?.size : days[at]) ?? 0;
  };
}

function* usersOf<T>(sums: Iterable<readonly [userId: number, sum: T]>): Generator<number> {
  for (const [userId] of sums) yield userId;
}
