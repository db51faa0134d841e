import type { Reader } from '../journal/reader.ts';
import type { Memtable } from '../memtable/memtable.ts';
import type { View } from '../memtable/view.ts';
import { bucketIdOf, bucketOfId, firstBucketId } from '../schema/bucket-id.ts';
import { bucketsWithin } from '../schema/buckets-within.ts';
import { HOUR_OF_READING } from '../schema/readings-within.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlIntegers } from '../statements/sql-integers.ts';

/** By user, the instant of the newest reading (Unix ms); those without readings are missing. */
export async function newestReadings(reader: Reader, userIds: readonly number[]): Promise<Map<number, number>> {
  if (userIds.length === 0) return new Map();
  return reader.answer(['readings', 'rollups'], async (view) => {
    const newest = await newestInParts(reader.executor, userIds, view);
    for (const table of view.tables()) {
      for (const userId of userIds) {
        const recent = newestIn(table, userId);
        if (recent > (newest.get(userId) ?? -1)) newest.set(userId, recent);
      }
    }
    return newest;
  });
}

/**
 * From the newest month of each user to the newest hour to the newest reading. Who has an older one in the month or hour of somebody
 * else has a newer one than that elsewhere among them.
 */
async function newestInParts(executor: Executor, userIds: readonly number[], view: View): Promise<Map<number, number>> {
  const users = `user_id IN (${sqlIntegers(userIds)})`;
  const highest = async (what: string, from: string) => {
    const text = `SELECT user_id, max(${what}) FROM pulsebase.${from} GROUP BY user_id`;
    const [ids, values] = await queryIntegers(executor, text, 2);
    return new Map(Array.from(ids!, (id, at) => [id, values![at]!]));
  };
  const lastMonths = await highest(
    'slot',
    `rollups FINAL WHERE slot >= ${bucketIdOf('month', 0)} AND ${users} AND readings > 0`,
  );
  if (lastMonths.size === 0) return lastMonths;
  const months = [...new Set(lastMonths.values())].map((id) => bucketOfId('month', id));
  const hoursOf = (month: number) => bucketsWithin(firstBucketId('hour', month), firstBucketId('hour', month + 1) - 1);
  const lastHours = await highest(
    'slot',
    `rollups FINAL WHERE (${months.map((month) => `(${hoursOf(month)})`).join(' OR ')}) AND ${users} AND readings > 0`,
  );
  const hours = [...new Set(lastHours.values())].map((id) => bucketOfId('hour', id));
  return highest(
    'ts',
    `readings FINAL WHERE ${HOUR_OF_READING} IN (${sqlIntegers(hours)}) AND ${users}${view.rawCondition}`,
  );
}

function newestIn(table: Memtable, userId: number): number {
  let newest = -1;
  for (const [, { timestamps, count }] of table.hoursOf(userId, { from: 0, to: Number.POSITIVE_INFINITY })) {
    newest = Math.max(newest, timestamps[count - 1] ?? -1);
  }
  return newest;
}
