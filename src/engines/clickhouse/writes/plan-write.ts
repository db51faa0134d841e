import type { DistinctReadings } from '../../../engine/collapse-duplicates.ts';
import type { StoredReadings } from '../../../engine/engine.ts';
import type { Region } from '../rollups/region.ts';
import type { ReadingColumns } from '../schema/reading-columns.ts';
import type { Executor } from '../statements/executor.ts';
import { storedReadings } from './stored-readings.ts';

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
  const stored = await storedReadings(executor, rows, pending, everybody);
  const all = { length: rows.length, userIds: rows.userIds, timestamps: rows.timestamps, heartRates: rows.last };
  const fresh = { ...all, inserted: rows.length, updated: rows.updated, unchanged: rows.unchanged, before: stored };
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
