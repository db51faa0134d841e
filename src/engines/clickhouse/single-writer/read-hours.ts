import type { Range } from '../../../window/covering.ts';
import type { View } from '../memtable/view.ts';
import { bucketIdOf, PERIOD_IDS } from '../schema/bucket-id.ts';
import { bucketsWithin } from '../schema/buckets-within.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlInteger } from '../statements/sql-integers.ts';
import { emptyMonth, isNarrow, type MonthOfHours, setHour } from './month-of-hours.ts';

/** Reads a range of hours of one user, by month; a month without readings is left out. The highest readings are upper bounds. */
export async function readHours(
  executor: Executor,
  userId: number,
  { from, to }: Range,
  view: View,
): Promise<Map<number, MonthOfHours>> {
  const version = view.rawCondition === '' ? '' : ', version';
  const [ids, counts, sums, highest, versions] = await queryIntegers(
    executor,
    `SELECT slot, readings, total, highest${version} FROM pulsebase.hours_by_user FINAL
    WHERE user_id = ${sqlInteger(userId)} AND ${bucketsWithin(bucketIdOf('hour', from), bucketIdOf('hour', to - 1))}
    SETTINGS max_threads = 1`,
    version === '' ? 4 : 5,
  );
  let [mostReadings, highestSum] = [0, 0];
  for (let at = 0; at < ids!.length; at += 1) {
    mostReadings = Math.max(mostReadings, counts![at]!);
    highestSum = Math.max(highestSum, sums![at]!);
  }
  const isWide = !isNarrow(mostReadings, highestSum);
  const months = new Map<number, MonthOfHours>();
  for (let at = 0; at < ids!.length; at += 1) {
    const month = Math.floor(ids![at]! / PERIOD_IDS);
    let hours = months.get(month);
    if (hours === undefined) {
      hours = emptyMonth(month, isWide);
      months.set(month, hours);
    }
    const excess = view.excess(ids![at]!, userId, versions?.[at] ?? 0);
    setHour(hours, ids![at]! % PERIOD_IDS, counts![at]! - excess.count, sums![at]! - excess.sum, highest![at]!);
  }
  return months;
}
