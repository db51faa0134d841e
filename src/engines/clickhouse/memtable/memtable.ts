import type { MilliBpm } from '../../../model/heart-rate.ts';
import { HOUR_MS } from '../../../window/bucket.ts';
import type { Range } from '../../../window/covering.ts';
import { bucketIdOf } from '../schema/bucket-id.ts';
import type { ReadingColumns } from '../schema/reading-columns.ts';
import { BucketSums, type SumsByBucket } from './bucket-sums.ts';
import { HourReadings } from './hour-readings.ts';
import type { Sum } from './sum.ts';

/** Estimated memory in bytes of a reading, of an hour of a user, and of a bucket of a user. */
const READING_BYTES = 24;
const HOUR_BYTES = 320;
const BUCKET_BYTES = 140;

/**
 * New readings that the engine's parts do not hold yet, with their totals by hour, day and month: what has to be added to an
 * answer from the parts. No reading is in both.
 */
export class Memtable {
  readonly #users = new Map<number, Map<number, HourReadings>>();
  readonly #sums = new BucketSums();
  #length = 0;
  #bytes = 0;

  /** Number of readings. */
  get length(): number {
    return this.#length;
  }

  /** An estimate of its memory. */
  get bytes(): number {
    return this.#bytes + this.#sums.size * BUCKET_BYTES;
  }

  /** Its totals by bucket, of all levels. */
  get sums(): SumsByBucket {
    return this.#sums.byBucket;
  }

  get userIds(): Iterable<number> {
    return this.#users.keys();
  }

  /** Adds readings. Their keys must be distinct and not in it yet; those of a user and hour should follow each other in order of time. */
  add({ length, userIds, timestamps, heartRates }: ReadingColumns): void {
    for (let at = 0; at < length; ) {
      const userId = userIds[at]!;
      const hour = Math.floor(timestamps[at]! / HOUR_MS);
      const end = (hour + 1) * HOUR_MS;
      const added = new HourReadings();
      // Where batches meet in a record of the log, time may run back.
      for (let last = Number.NEGATIVE_INFINITY; at < length && userIds[at] === userId; at += 1) {
        const timestamp = timestamps[at]!;
        if (timestamp <= last || timestamp >= end) break;
        added.push(timestamp, heartRates[at]!);
        last = timestamp;
      }
      this.#hourOf(userId, hour).merge(added);
      const { count, sum, lowest, highest } = added;
      this.#sums.add(hour, userId, { count, sum, lowest, highest });
    }
    this.#length += length;
    this.#bytes += length * READING_BYTES;
  }

  /** The heart rate of a user at an instant (Unix ms). */
  heartRateAt(userId: number, timestamp: number): MilliBpm | undefined {
    return this.#users
      .get(userId)
      ?.get(Math.floor(timestamp / HOUR_MS))
      ?.at(timestamp);
  }

  /** The totals of a bucket by user. */
  sumsOf(bucketId: number): ReadonlyMap<number, Sum> {
    return this.sums.get(bucketId) ?? NOBODY;
  }

  /** The totals of a bucket and user. */
  sumOf(bucketId: number, userId: number): Sum | undefined {
    return this.sums.get(bucketId)?.get(userId);
  }

  /** The totals by user in a range of Unix ms that lies within one hour. */
  *sumsWithin(range: Range): Generator<[userId: number, sum: Sum]> {
    const hour = Math.floor(range.from / HOUR_MS);
    for (const userId of this.sumsOf(bucketIdOf('hour', hour)).keys()) {
      const sum = this.#users.get(userId)!.get(hour)!.sumOf(range);
      if (sum.count > 0) yield [userId, sum];
    }
  }

  /** The hours of a user (numbers as of `bucketOf`) that begin before the end of a range of Unix ms and end after its start. */
  *hoursOf(userId: number, { from, to }: Range): Generator<[hour: number, readings: HourReadings]> {
    for (const [hour, readings] of this.#users.get(userId) ?? []) {
      if (hour * HOUR_MS < to && (hour + 1) * HOUR_MS > from) yield [hour, readings];
    }
  }

  /** All readings by hour, user and instant, the order of the table. */
  columns(): ReadingColumns {
    const hours = [...this.#users]
      .flatMap(([userId, ofUser]) => [...ofUser].map(([hour, readings]) => ({ userId, hour, readings })))
      .sort((a, b) => a.hour - b.hour || a.userId - b.userId);
    const userIds = new Float64Array(this.#length);
    const timestamps = new Float64Array(this.#length);
    const heartRates = new Float64Array(this.#length);
    let at = 0;
    for (const { userId, readings } of hours) {
      userIds.fill(userId, at, at + readings.count);
      timestamps.set(readings.timestamps, at);
      heartRates.set(readings.heartRates, at);
      at += readings.count;
    }
    return { length: this.#length, userIds, timestamps, heartRates };
  }

  #hourOf(userId: number, hour: number): HourReadings {
    let ofUser = this.#users.get(userId);
    if (ofUser === undefined) {
      ofUser = new Map();
      this.#users.set(userId, ofUser);
    }
    let readings = ofUser.get(hour);
    if (readings === undefined) {
      readings = new HourReadings();
      ofUser.set(hour, readings);
      this.#bytes += HOUR_BYTES;
    }
    return readings;
  }
}

const NOBODY: ReadonlyMap<number, Sum> = new Map();
