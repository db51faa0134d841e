import type { BucketTotal } from '../../../engine/engine.ts';
import type { Window } from '../../../window/window.ts';
import type { Reader } from '../journal/reader.ts';
import { readingsWithin } from '../schema/readings-within.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlInteger } from '../statements/sql-integers.ts';
import { addBucket } from './add-bucket.ts';

/** Totals of one user by stretches shorter than an hour, in order, from the raw readings. */
export function fineTotals(reader: Reader, userId: number, window: Window, sizeMs: number): Promise<BucketTotal[]> {
  return reader.answer(['readings'], async (view) => {
    const [ids, counts, sums, lowest, highest] = await queryIntegers(
      reader.executor,
      `SELECT intDiv(ts, ${sqlInteger(sizeMs)}) AS bucket, count(), sum(milli_bpm), min(milli_bpm), max(milli_bpm)
      FROM pulsebase.readings FINAL
      WHERE user_id = ${sqlInteger(userId)} AND ${readingsWithin(window)}${view.rawCondition} GROUP BY bucket`,
      5,
    );
    const buckets = new Map<number, BucketTotal>();
    for (let at = 0; at < ids!.length; at += 1) {
      const total = { count: counts![at]!, sum: sums![at]!, lowest: lowest![at]!, highest: highest![at]! };
      addBucket(buckets, ids![at]!, total);
    }
    const range = { from: window.from, to: window.to + 1 };
    for (const table of view.tables()) {
      for (const [, readings] of table.hoursOf(userId, range)) {
        const { from, to } = readings.indexesOf(range);
        for (let at = from; at < to; at += 1) {
          const [sum, timestamp] = [readings.heartRates[at]!, readings.timestamps[at]!];
          addBucket(buckets, Math.floor(timestamp / sizeMs), { count: 1, sum, lowest: sum, highest: sum });
        }
      }
    }
    return [...buckets.values()].sort((a, b) => a.bucket - b.bucket);
  });
}
