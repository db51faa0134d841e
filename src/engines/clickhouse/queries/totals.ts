import type { BucketTotal } from '../../../engine/engine.ts';
import { bucketOf, bucketStart, type Level } from '../../../window/bucket.ts';
import type { Covering } from '../../../window/covering.ts';
import type { Reader } from '../journal/reader.ts';
import { bucketOfId, levelOfId } from '../schema/bucket-id.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlInteger } from '../statements/sql-integers.ts';
import { rawCondition } from './raw-condition.ts';
import { rollupCondition } from './rollup-condition.ts';
import { withClosedEnd } from './with-closed-end.ts';

/** Totals of one user by bucket of `level`, in order; the covering uses no coarser level. */
export function totals(reader: Reader, userId: number, covering: Covering, level: Level): Promise<BucketTotal[]> {
  const { executor, cache } = reader;
  return reader.answer(['readings', 'rollups', 'hours_by_user'], () =>
    withClosedEnd(cache, covering, (closed) => totalsOfPieces(executor, userId, closed, level)),
  );
}

/** The totals of the pieces are read as they are, and added up by bucket here: few are in the same one. */
async function totalsOfPieces(
  executor: Executor,
  userId: number,
  covering: Covering,
  level: Level,
): Promise<BucketTotal[]> {
  const user = `user_id = ${sqlInteger(userId)}`;
  const hours = rollupCondition(covering, ['hour']);
  const coarse = rollupCondition(covering, ['day', 'month']);
  const columns = 'slot, readings AS n, total AS t, lowest AS l, highest AS h';
  const sources = [
    // In this table the hours are sorted by user: a year of them is contiguous on disk.
    hours && `SELECT ${columns} FROM pulsebase.hours_by_user FINAL WHERE ${user} AND (${hours}) AND n > 0`,
    coarse && `SELECT ${columns} FROM pulsebase.rollups FINAL WHERE ${user} AND (${coarse}) AND n > 0`,
    ...covering.raw.map(
      (piece, at) =>
        // No bucket id is that high: it identifies the piece.
        `SELECT toUInt32(${RAW + at}) AS slot, count() AS n, toUInt64(sum(milli_bpm)) AS t, min(milli_bpm) AS l, max(milli_bpm) AS h
        FROM pulsebase.readings FINAL WHERE ${user} AND ${rawCondition([piece])} HAVING n > 0`,
    ),
  ].filter((source) => typeof source === 'string');
  const [ids, counts, sums, lowest, highest] = await queryIntegers(executor, sources.join(' UNION ALL '), 5);
  const buckets = new Map<number, BucketTotal>();
  for (let at = 0; at < ids!.length; at += 1) {
    const bucket = bucketOf(level, startOf(ids![at]!, covering));
    const before = buckets.get(bucket);
    buckets.set(bucket, {
      bucket,
      count: counts![at]! + (before?.count ?? 0),
      sum: sums![at]! + (before?.sum ?? 0),
      min: Math.min(lowest![at]!, before?.min ?? Number.POSITIVE_INFINITY),
      max: Math.max(highest![at]!, before?.max ?? 0),
    });
  }
  return [...buckets.values()].sort((a, b) => a.bucket - b.bucket);
}

const RAW = 2 ** 30;

function startOf(id: number, covering: Covering): number {
  if (id >= RAW) return covering.raw[id - RAW]!.from;
  const level = levelOfId(id);
  return bucketStart(level, bucketOfId(level, id));
}
