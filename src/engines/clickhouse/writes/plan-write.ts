import type { DistinctReadings } from '../../../engine/collapse-duplicates.ts';
import { distinctUsers } from '../../../engine/distinct-users.ts';
import type { StoredReadings } from '../../../engine/engine.ts';
import { HOUR_MS } from '../../../window/bucket.ts';
import type { Region } from '../rollups/region.ts';
import { bucketIdOf, bucketOfId } from '../schema/bucket-id.ts';
import { bucketsWithin } from '../schema/buckets-within.ts';
import type { ReadingColumns } from '../schema/reading-columns.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlIntegers } from '../statements/sql-integers.ts';
import { existingReadings } from './stored-readings.ts';

/** The effect of a write: the rows to write, and the counts by comparison with the store. */
export interface PlannedWrite extends ReadingColumns {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** What the store held under the keys of these rows. */
  readonly before: StoredReadings;
}

const NOTHING: StoredReadings = new Map();

/** Below this many rows, querying which users have any readings costs more than looking up all keys. */
const SMALL = 5000;

/**
 * Compares readings with the stored ones. Rows that the store already holds are not written. Most rows of a load are certainly
 * new, as their user had no readings in that time; only the others are looked up.
 *
 * @param pending Regions whose readings are written and not yet in the roll-ups.
 * @param everybody How many users there are, where that is known.
 */
export async function planWrite(
  executor: Executor,
  rows: DistinctReadings,
  pending: readonly Region[],
  everybody?: number,
): Promise<PlannedWrite> {
  const suspects = rows.length <= SMALL ? undefined : await suspectRows(executor, rows, pending);
  const all = { length: rows.length, userIds: rows.userIds, timestamps: rows.timestamps, heartRates: rows.last };
  const fresh = { ...all, inserted: rows.length, updated: rows.updated, unchanged: rows.unchanged, before: NOTHING };
  if ((suspects ?? rows).length === 0) return fresh;
  const keys = suspects ? pick(rows, suspects) : rows;
  const stored = await existingReadings(executor, keys, everybody);
  if (stored.size === 0) return fresh;
  let [inserted, updated, unchanged] = [0, rows.updated, rows.unchanged];
  const written: number[] = [];
  for (let at = 0; at < rows.length; at += 1) {
    const before = stored.get(rows.userIds[at]!)?.get(rows.timestamps[at]!);
    if (before === undefined) inserted += 1;
    else if (before === rows.first[at]) unchanged += 1;
    else updated += 1;
    if (before !== rows.last[at]) written.push(at);
  }
  const columns = written.length === rows.length ? all : pick(rows, written);
  return { ...columns, inserted, updated, unchanged, before: stored };
}

function pick(rows: DistinctReadings, indexes: readonly number[]): ReadingColumns {
  return {
    length: indexes.length,
    userIds: Float64Array.from(indexes, (at) => rows.userIds[at]!),
    timestamps: Float64Array.from(indexes, (at) => rows.timestamps[at]!),
    heartRates: Float64Array.from(indexes, (at) => rows.last[at]!),
  };
}

/** Indexes of rows whose key may be in the store: their user has readings around that time, by the roll-ups or by a pending region. */
async function suspectRows(executor: Executor, rows: DistinctReadings, pending: readonly Region[]): Promise<number[]> {
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
  return suspects;
}
