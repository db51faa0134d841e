import type { Range } from '../../../window/covering.ts';
import { bucketIdOf, PERIOD_IDS } from '../schema/bucket-id.ts';
import { bucketsWithin } from '../schema/buckets-within.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlInteger } from '../statements/sql-integers.ts';
import { emptyMonth, isNarrow, type MonthOfHours, setHour } from './month-of-hours.ts';

/** Reads a range of hours of one user, by month; a month without readings is left out. */
export async function readHours(
  executor: Executor,
  userId: number,
  { from, to }: Range,
): Promise<Map<number, MonthOfHours>> {
  const [ids, counts, sums, highest] = await queryIntegers(
    executor,
    `SELECT slot, readings, total, highest FROM pulsebase.hours_by_user FINAL
    WHERE user_id = ${sqlInteger(userId)} AND ${bucketsWithin(bucketIdOf('hour', from), bucketIdOf('hour', to - 1))}
    SETTINGS max_threads = 1`,
    4,
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
    setHour(hours, ids![at]! % PERIOD_IDS, counts![at]!, sums![at]!, highest![at]!);
  }
  return months;
}
