import { bucketOf, bucketStart, HOUR_MS, LEVELS } from '../../../window/bucket.ts';
import { bucketIdOf } from '../schema/bucket-id.ts';
import type { ReadingColumns } from '../schema/reading-columns.ts';
import { NO_READINGS, plus, type Sum } from './sum.ts';

/** Totals by bucket id, then by user. */
export type SumsByBucket = ReadonlyMap<number, ReadonlyMap<number, Sum>>;

/** Totals of readings by bucket of every level and by user. */
export class BucketSums {
  readonly #byBucket = new Map<number, Map<number, Sum>>();
  #size = 0;

  /** The totals of some readings; those of a user and hour should follow each other. */
  static of({ length, userIds, timestamps, heartRates }: ReadingColumns): BucketSums {
    const sums = new BucketSums();
    for (let at = 0; at < length; ) {
      const userId = userIds[at]!;
      const hour = Math.floor(timestamps[at]! / HOUR_MS);
      let { count, sum, lowest, highest } = NO_READINGS;
      for (; at < length && userIds[at] === userId && Math.floor(timestamps[at]! / HOUR_MS) === hour; at += 1) {
        const heartRate = heartRates[at]!;
        count += 1;
        sum += heartRate;
        if (heartRate < lowest) lowest = heartRate;
        if (heartRate > highest) highest = heartRate;
      }
      sums.add(hour, userId, { count, sum, lowest, highest });
    }
    return sums;
  }

  /** Number of buckets and users. */
  get size(): number {
    return this.#size;
  }

  get byBucket(): SumsByBucket {
    return this.#byBucket;
  }

  /** Adds readings of a user and hour (number as of `bucketOf`). */
  add(hour: number, userId: number, added: Sum): void {
    for (const level of LEVELS) {
      const id = bucketIdOf(level, bucketOf(level, bucketStart('hour', hour)));
      let sums = this.#byBucket.get(id);
      if (sums === undefined) {
        sums = new Map();
        this.#byBucket.set(id, sums);
      }
      const before = sums.get(userId);
      if (before === undefined) this.#size += 1;
      sums.set(userId, plus(added, before));
    }
  }
}
