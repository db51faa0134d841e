import { distinctUsers } from '../../../engine/distinct-users.ts';
import type { ReadingKeys, StoredReadings } from '../../../engine/engine.ts';
import type { MilliBpm } from '../../../model/heart-rate.ts';
import { HOUR_MS } from '../../../window/bucket.ts';
import type { Reader } from '../journal/reader.ts';
import type { Writer } from '../journal/writer.ts';
import type { Memtable } from '../memtable/memtable.ts';
import { type Region, usersToName } from '../rollups/region.ts';
import { bucketIdOf, bucketOfId } from '../schema/bucket-id.ts';
import { bucketsWithin } from '../schema/buckets-within.ts';
import { readingsInHours, readingsWithin } from '../schema/readings-within.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlIntegers } from '../statements/sql-integers.ts';

/** Below this many rows, querying which users have any readings costs more than looking up all keys. */
const SMALL = 5000;
/** Hours and users up to this many are listed in the statement, so that the engine reads no more of the disk than it must. */
const MAX_LIST = 1000;
/** Instants up to this many are listed too: a set of keys that is read from elsewhere costs the engine twice as much. */
const MAX_KEYS = 2000;
/** Hours up to this many are read faster by one thread. */
const FEW_HOURS = 20;
/** Keys within this many milliseconds are not listed: reading everything there costs less than matching keys. */
const NARROW_MS = 120_000;

/**
 * The heart rates (thousandths of a bpm) that the store holds for some keys: by user, then by Unix millisecond. The result may
 * include other keys. Most keys of a load are certainly new, as their user had no readings in that time; only the others are
 * looked up.
 *
 * @param pending Regions whose readings are written and not yet in the roll-ups.
 * @param everybody How many users there are, where that is known.
 */
export async function storedReadings(
  executor: Executor,
  keys: ReadingKeys,
  pending: readonly Region[],
  everybody?: number,
): Promise<StoredReadings> {
  const suspects = keys.length <= SMALL ? keys : await suspectKeys(executor, keys, pending);
  return suspects.length === 0 ? new Map() : lookUp(executor, suspects, everybody);
}

/** The same for somebody who only asks. */
export function readStoredReadings(reader: Reader, writer: Writer, keys: ReadingKeys): Promise<StoredReadings> {
  return reader.answer(['readings', 'hours_by_user'], async (view) => {
    const users = await reader.cache.users();
    const stored = await storedReadings(reader.executor, keys, writer.pendingRegions, users?.size);
    return withRecent(stored, keys, view.tables());
  });
}

/** Adds what is recent to what the parts hold. */
export function withRecent(
  stored: StoredReadings,
  { length, userIds, timestamps }: ReadingKeys,
  tables: readonly Memtable[],
): StoredReadings {
  const filled = tables.filter((table) => table.length > 0);
  if (filled.length === 0) return stored;
  const all = new Map([...stored].map(([userId, ofUser]) => [userId, new Map(ofUser)]));
  for (const table of filled) {
    for (let at = 0; at < length; at += 1) {
      const [userId, timestamp] = [userIds[at]!, timestamps[at]!];
      const heartRate = table.heartRateAt(userId, timestamp);
      if (heartRate === undefined) continue;
      const ofUser = all.get(userId) ?? new Map<number, MilliBpm>();
      all.set(userId, ofUser.set(timestamp, heartRate));
    }
  }
  return all;
}

async function lookUp(executor: Executor, keys: ReadingKeys, everybody: number | undefined): Promise<StoredReadings> {
  const hours = new Set<number>();
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for (let at = 0; at < keys.length; at += 1) {
    const ts = keys.timestamps[at]!;
    hours.add(Math.floor(ts / HOUR_MS));
    from = Math.min(from, ts);
    to = Math.max(to, ts);
  }
  const named = usersToName(distinctUsers(keys), everybody);
  const conditions = [
    hours.size > MAX_LIST ? readingsWithin({ from, to }) : readingsInHours(hours, { from, to }),
    ...(named === null || named.length > MAX_LIST ? [] : [`user_id IN (${sqlIntegers(named)})`]),
  ];
  const [userIds, timestamps, heartRates] = await readKeys(executor, keys, conditions.join(' AND '), {
    isNarrow: to - from <= NARROW_MS,
    threads: hours.size <= FEW_HOURS ? ' SETTINGS max_threads = 1' : '',
  });
  const found = new Map<number, Map<number, number>>();
  for (let at = 0; at < userIds!.length; at += 1) {
    const ofUser = found.get(userIds![at]!) ?? new Map<number, number>();
    if (ofUser.size === 0) found.set(userIds![at]!, ofUser);
    ofUser.set(timestamps![at]!, heartRates![at]!);
  }
  return found;
}

/** Reads the readings of some keys, or more, that are within a condition. */
function readKeys(
  executor: Executor,
  { length, userIds, timestamps }: ReadingKeys,
  within: string,
  { isNarrow, threads }: { readonly isNarrow: boolean; readonly threads: string },
): Promise<Float64Array[]> {
  const read = (condition: string) =>
    queryIntegers(
      executor,
      // Of a key's versions the highest wins; FINAL would merge everything in reach first.
      `SELECT user_id, ts, argMax(milli_bpm, version) FROM pulsebase.readings
      WHERE ${within}${condition} GROUP BY user_id, ts${threads}`,
      3,
    );
  if (isNarrow) return read('');
  // Instants alone are matched in half the time that pairs take, and few other users have readings at them.
  if (length <= MAX_KEYS) return read(` AND ts IN (${sqlIntegers(timestamps.subarray(0, length))})`);
  return executor.withRows(
    [
      { name: 'user_id', type: 'Int64', values: userIds },
      { name: 'ts', type: 'Int64', values: timestamps },
    ],
    (rows) => read(` AND (user_id, ts) IN (SELECT user_id, ts FROM ${rows})`),
  );
}

/** The keys that may be in the store: their user has readings around that time, by the roll-ups or by a pending region. */
async function suspectKeys(executor: Executor, rows: ReadingKeys, pending: readonly Region[]): Promise<ReadingKeys> {
  const users = distinctUsers(rows);
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const ts = rows.timestamps[at]!;
    if (ts < from) from = ts;
    if (ts > to) to = ts;
  }
  const hours = { from: Math.floor(from / HOUR_MS), to: Math.floor(to / HOUR_MS) };
  const [ids, first, last] = await queryIntegers(
    executor,
    `SELECT user_id, min(slot), max(slot) FROM pulsebase.hours_by_user
    WHERE user_id IN (${sqlIntegers(users)}) AND ${bucketsWithin(bucketIdOf('hour', hours.from), bucketIdOf('hour', hours.to))}
    GROUP BY user_id`,
    3,
  );
  const known = new Map(
    Array.from(ids!, (id, at) => [id, [bucketOfId('hour', first![at]!), bucketOfId('hour', last![at]!)] as const]),
  );
  const near = pending
    .filter((region) => region.from <= hours.to && region.to > hours.from)
    .map((region) => ({ ...region, users: region.users && new Set(region.users) }));
  const suspects: number[] = [];
  let hour = -1;
  let user = -1;
  let isSuspect = false;
  let ofHour: typeof near = [];
  for (let at = 0; at < rows.length; at += 1) {
    const rowHour = Math.floor(rows.timestamps[at]! / HOUR_MS);
    const id = rows.userIds[at]!;
    // Rows are sorted, so most have the user and hour of the row before.
    if (rowHour !== hour || id !== user) {
      if (rowHour !== hour) ofHour = near.filter(({ from, to }) => rowHour >= from && rowHour < to);
      [hour, user] = [rowHour, id];
      const range = known.get(id);
      isSuspect =
        (range !== undefined && hour >= range[0] && hour <= range[1]) ||
        ofHour.some(({ users }) => users?.has(id) ?? true);
    }
    if (isSuspect) suspects.push(at);
  }
  return {
    length: suspects.length,
    userIds: Float64Array.from(suspects, (at) => rows.userIds[at]!),
    timestamps: Float64Array.from(suspects, (at) => rows.timestamps[at]!),
  };
}
