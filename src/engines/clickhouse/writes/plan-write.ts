import type { DistinctReadings } from '../../../engine/collapse-duplicates.ts';
import { distinctUsers } from '../../../engine/distinct-users.ts';
import type { ReadingKeys, StoredReadings } from '../../../engine/engine.ts';
import type { Writer } from '../journal/writer.ts';
import type { Region } from '../rollups/region.ts';
import type { ReadingColumns } from '../schema/reading-columns.ts';
import type { Executor } from '../statements/executor.ts';
import { storedReadings, withRecent } from './stored-readings.ts';

/** The effect of a write: the rows to write, and the counts by comparison with the store. */
export interface PlannedWrite extends ReadingColumns {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** What the store held under the keys of these rows. */
  readonly before: StoredReadings;
}

/**
 * Compares readings with the stored ones. Rows that the store already holds are not written.
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
  return compareWithStored(rows, await storedReadings(executor, rows, pending, everybody));
}

/** The same for a store with one writer: rows that are later than all others of their user are new. */
export async function planAppend(
  { executor, cache, recent }: Pick<Writer, 'executor' | 'cache' | 'recent'>,
  rows: DistinctReadings,
  everybody?: number,
): Promise<PlannedWrite> {
  const newest = await cache.newestBoundsOf(distinctUsers(rows));
  const late: number[] = [];
  for (let at = 0; at < rows.length; at += 1) {
    const bound = newest === undefined ? Number.POSITIVE_INFINITY : (newest.get(rows.userIds[at]!) ?? 0);
    if (rows.timestamps[at]! <= bound) late.push(at);
  }
  if (late.length === 0) return allNew(rows);
  const keys = pick(rows, late);
  for (;;) {
    const view = recent.view();
    const stored = await storedReadings(executor, keys, [], everybody);
    // What a flush has put into the parts since may be missing here and there.
    if (!view.isCurrent()) continue;
    return compareWithStored(rows, withRecent(stored, keys, view.tables()));
  }
}

function allNew(rows: DistinctReadings): PlannedWrite {
  const { length, updated, unchanged } = rows;
  return { ...columnsOf(rows), inserted: length, updated, unchanged, before: new Map() };
}

function compareWithStored(rows: DistinctReadings, stored: StoredReadings): PlannedWrite {
  if (stored.size === 0) return allNew(rows);
  let [inserted, updated, unchanged] = [0, rows.updated, rows.unchanged];
  const written: number[] = [];
  for (let at = 0; at < rows.length; at += 1) {
    const before = stored.get(rows.userIds[at]!)?.get(rows.timestamps[at]!);
    if (before === undefined) inserted += 1;
    else if (before === rows.first[at]) unchanged += 1;
    else updated += 1;
    if (before !== rows.last[at]) written.push(at);
  }
  const columns = written.length === rows.length ? columnsOf(rows) : pick(rows, written);
  return { ...columns, inserted, updated, unchanged, before: stored };
}

function columnsOf({ length, userIds, timestamps, last }: DistinctReadings): ReadingColumns {
  return { length, userIds, timestamps, heartRates: last };
}

function pick(rows: DistinctReadings, indexes: readonly number[]): ReadingColumns & ReadingKeys {
  return {
    length: indexes.length,
    userIds: Float64Array.from(indexes, (at) => rows.userIds[at]!),
    timestamps: Float64Array.from(indexes, (at) => rows.timestamps[at]!),
    heartRates: Float64Array.from(indexes, (at) => rows.last[at]!),
  };
}
