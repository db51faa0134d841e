import type { BucketTotal } from '../../../engine/engine.ts';
import { bucketOf, bucketStart, type Level } from '../../../window/bucket.ts';
import { type Covering, windowOf } from '../../../window/covering.ts';
import type { Reader } from '../journal/reader.ts';
import type { Memtable } from '../memtable/memtable.ts';
import type { View } from '../memtable/view.ts';
import { bucketOfId, levelOfId } from '../schema/bucket-id.ts';
import { rawCondition } from '../schema/raw-condition.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlInteger } from '../statements/sql-integers.ts';
import { addBucket } from './add-bucket.ts';
import { rollupCondition } from './rollup-condition.ts';
import { withClosedEnd } from './with-closed-end.ts';

/** Totals of one user by bucket of `level`, in order; the covering uses no coarser level. */
export function totals(reader: Reader, userId: number, covering: Covering, level: Level): Promise<BucketTotal[]> {
  const { executor, cache } = reader;
  return reader.answer(['readings', 'rollups', 'hours_by_user'], (view) =>
    withClosedEnd(cache, covering, async (closed) => {
      const isRecent = windowOf(closed).from > (await cache.newestInParts(userId));
      const buckets = isRecent
        ? new Map<number, BucketTotal>()
        : await totalsOfPieces(executor, userId, closed, level, view);
      for (const table of view.tables()) addRecent(buckets, table, userId, closed, level);
      return [...buckets.values()].sort((a, b) => a.bucket - b.bucket);
    }),
  );
}

/** The totals of the pieces are read as they are, and added up by bucket here: few are in the same one. */
async function totalsOfPieces(
  executor: Executor,
  userId: number,
  covering: Covering,
  level: Level,
  view: View,
): Promise<Map<number, BucketTotal>> {
  const user = `user_id = ${sqlInteger(userId)}`;
  const hours = rollupCondition(covering, ['hour']);
  const coarse = rollupCondition(covering, ['day', 'month']);
  const columns = 'slot, readings AS n, total AS t, lowest AS l, highest AS h, version AS v';
  const sources = [
    // In this table the hours are sorted by user: a year of them is contiguous on disk.
    hours && `SELECT ${columns} FROM pulsebase.hours_by_user FINAL WHERE ${user} AND (${hours}) AND n > 0`,
    coarse && `SELECT ${columns} FROM pulsebase.rollups FINAL WHERE ${user} AND (${coarse}) AND n > 0`,
    ...covering.raw.map(
      (piece, at) =>
        // No bucket id is that high: it identifies the piece. An old cluster of one shard cannot unite constants with other columns.
        `SELECT materialize(toUInt32(${RAW + at})) AS slot, count() AS n, toUInt64(sum(milli_bpm)) AS t,
          min(milli_bpm) AS l, max(milli_bpm) AS h, materialize(toUInt64(0)) AS v
        FROM pulsebase.readings FINAL WHERE ${user} AND ${rawCondition([piece])}${view.rawCondition} HAVING n > 0`,
    ),
  ].filter((source) => typeof source === 'string');
  const [ids, counts, sums, lowest, highest, versions] = await queryIntegers(executor, sources.join(' UNION ALL '), 6);
  const buckets = new Map<number, BucketTotal>();
  for (let at = 0; at < ids!.length; at += 1) {
    const excess = view.excess(ids![at]!, userId, versions![at]!);
    // The extremes of what is taken off here are added with what is recent.
    addBucket(buckets, bucketOf(level, startOf(ids![at]!, covering)), {
      count: counts![at]! - excess.count,
      sum: sums![at]! - excess.sum,
      lowest: lowest![at]!,
      highest: highest![at]!,
    });
  }
  return buckets;
}

/** Adds a user's recent readings in a window. */
function addRecent(
  buckets: Map<number, BucketTotal>,
  table: Memtable,
  userId: number,
  covering: Covering,
  level: Level,
): void {
  const window = windowOf(covering);
  for (const [hour, readings] of table.hoursOf(userId, window)) {
    const sum = readings.sumOf(window);
    if (sum.count > 0) addBucket(buckets, bucketOf(level, bucketStart('hour', hour)), sum);
  }
}

const RAW = 2 ** 30;

function startOf(id: number, covering: Covering): number {
  if (id >= RAW) return covering.raw[id - RAW]!.from;
  const level = levelOfId(id);
  return bucketStart(level, bucketOfId(level, id));
}
