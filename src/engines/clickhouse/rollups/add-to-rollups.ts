import type { SumsByBucket } from '../memtable/bucket-sums.ts';
import { plus, type Sum } from '../memtable/sum.ts';
import { END_HOUR_ID } from '../schema/bucket-id.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlIntegers } from '../statements/sql-integers.ts';
import type { TableName } from '../statements/table-names.ts';
import { usersToName } from './region.ts';

/**
 * Adds the totals of new readings to the roll-ups of a store with one writer. A roll-up is a sum: where nothing is corrected or
 * removed, the new row is the stored one plus the new readings.
 *
 * @param everybody How many users there are, where that is known.
 */
export async function addToRollups(
  executor: Executor,
  added: SumsByBucket,
  everybody: number | undefined,
  version: () => Promise<number>,
): Promise<void> {
  const stored = await storedSums(executor, added, everybody);
  const ids: number[] = [];
  const userIds: number[] = [];
  const sums: Sum[] = [];
  for (const [id, ofBucket] of [...added].sort(([a], [b]) => a - b)) {
    for (const [userId, sum] of ofBucket) {
      ids.push(id);
      userIds.push(userId);
      sums.push(plus(sum, stored.get(id)?.get(userId)));
    }
  }
  await executor.insertRows(
    'rollups',
    [
      { name: 'slot', type: 'UInt32', values: ids },
      { name: 'user_id', type: 'Int64', values: userIds },
      { name: 'readings', type: 'UInt64', values: sums.map(({ count }) => count) },
      { name: 'total', type: 'UInt64', values: sums.map(({ sum }) => sum) },
      { name: 'lowest', type: 'UInt32', values: sums.map(({ lowest }) => lowest) },
      { name: 'highest', type: 'UInt32', values: sums.map(({ highest }) => highest) },
    ],
    await version(),
  );
}

/** The stored totals of the buckets and users that are added to. */
async function storedSums(
  executor: Executor,
  added: SumsByBucket,
  everybody: number | undefined,
): Promise<Map<number, Map<number, Sum>>> {
  const stored = new Map<number, Map<number, Sum>>();
  const read = async (table: TableName, { ids, users }: Lookup) => {
    if (ids.length === 0) return;
    const ofUsers = users === null ? '' : ` AND user_id IN (${sqlIntegers(users)})`;
    const [slots, userIds, counts, totals, lowest, highest] = await queryIntegers(
      executor,
      `SELECT slot, user_id, readings, total, lowest, highest FROM pulsebase.${table} FINAL
      WHERE slot IN (${sqlIntegers(ids)})${ofUsers} AND readings > 0 SETTINGS max_threads = 1`,
      6,
    );
    for (const [at, id] of slots!.entries()) {
      const userId = userIds![at]!;
      if (added.get(id)?.has(userId) !== true) continue;
      const ofBucket = stored.get(id) ?? new Map<number, Sum>();
      stored.set(id, ofBucket);
      ofBucket.set(userId, { count: counts![at]!, sum: totals![at]!, lowest: lowest![at]!, highest: highest![at]! });
    }
  };
  for (const { ids, users } of lookups(added, everybody)) {
    const hours = ids.filter((id) => id < END_HOUR_ID);
    const isByUser = users !== null && hours.length > MANY_HOURS;
    // Many hours of some users are contiguous in the table that has them in user order.
    if (isByUser) await read('hours_by_user', { ids: hours, users });
    await read('rollups', { ids: isByUser ? ids.filter((id) => id >= END_HOUR_ID) : ids, users });
  }
  return stored;
}

/** Buckets whose rows are read together: those of some users, or of all. */
interface Lookup {
  readonly ids: readonly number[];
  readonly users: readonly number[] | null;
}

/** The hours of everybody fill a block of the table or so. */
const MANY_HOURS = 20;
/** Rows that are read at a time. */
const MAX_ROWS = 200_000;

/**
 * Live readings touch few buckets of nearly everybody, late ones many buckets of some users each. Together in one statement they
 * would read many buckets of everybody.
 */
function* lookups(added: SumsByBucket, everybody = Number.POSITIVE_INFINITY): Generator<Lookup> {
  const isDense = ([, ofBucket]: readonly [number, ReadonlyMap<number, Sum>]) =>
    usersToName(new Set(ofBucket.keys()), everybody) === null;
  const { dense = [], sparse = [] } = Object.groupBy(added, (entry) => (isDense(entry) ? 'dense' : 'sparse'));
  const atOnce = Math.max(1, Math.floor(MAX_ROWS / everybody));
  for (let at = 0; at < dense.length; at += atOnce) {
    yield { ids: dense.slice(at, at + atOnce).map(([id]) => id), users: null };
  }
  const byUser = new Map<number, number[]>();
  for (const [id, ofBucket] of sparse) {
    for (const userId of ofBucket.keys()) {
      const ids = byUser.get(userId);
      if (ids === undefined) byUser.set(userId, [id]);
      else ids.push(id);
    }
  }
  let [users, ids]: [number[], Set<number>] = [[], new Set()];
  for (const [userId, ofUser] of byUser) {
    const more = ofUser.filter((id) => !ids.has(id)).length;
    if (users.length > 0 && (users.length + 1) * (ids.size + more) > MAX_ROWS) {
      yield { ids: [...ids], users };
      [users, ids] = [[], new Set()];
    }
    users.push(userId);
    for (const id of ofUser) ids.add(id);
  }
  if (users.length > 0) yield { ids: [...ids], users };
}
