import { bucketOf, HOUR_MS, LEVELS } from '../../../window/bucket.ts';
import { bucketIdOf, bucketOfId, levelOfId } from '../schema/bucket-id.ts';
import type { ReadingColumns } from '../schema/reading-columns.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlIntegers } from '../statements/sql-integers.ts';

/** Rows kept in memory, about 100 bytes each. */
const MAX_KEPT = 200_000;
/** The most buckets that a batch may touch; the engine is better at late readings spread over the year. */
const MAX_BUCKETS = 100;

interface Sum {
  readonly count: number;
  readonly sum: number;
  readonly lowest: number;
  readonly highest: number;
}

/** By bucket id and user. */
type Sums = Map<number, Map<number, Sum>>;

interface ChangedHour {
  readonly userId: number;
  /** As of `bucketOf`. */
  readonly hour: number;
  readonly sum: Sum;
}

/**
 * Adds new readings to the roll-ups of a store with one writer. A roll-up is a sum: where nothing is corrected or removed, the
 * new row is the stored one plus the new readings. The rows that the last batches touched stay in memory, so that many devices,
 * whose batches all touch the same hour, day and month, cost one statement per batch and no query.
 *
 * Any other change of roll-ups recomputes them from the readings, and clears this cache.
 */
export class RollupSums {
  readonly #executor: Executor;
  /** A bucket is held with all its users, or not at all. */
  readonly #kept: Sums = new Map();

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** Call before roll-ups are changed in any other way. */
  forget(): void {
    this.#kept.clear();
  }

  /**
   * Adds readings whose keys are all new. If it fails, it is unknown what was written.
   *
   * @param everybody How many users there are.
   * @returns The hours that have changed; `undefined` when nothing was done, because too many buckets are touched.
   */
  async add(
    readings: ReadingColumns,
    everybody: number,
    version: () => Promise<number>,
  ): Promise<readonly ChangedHour[] | undefined> {
    const added = addUp(readings);
    if (added.size > MAX_BUCKETS || added.size * everybody > MAX_KEPT) return undefined;
    await this.#read([...added.keys()], everybody);
    const ids: number[] = [];
    const userIds: number[] = [];
    const sums: Sum[] = [];
    for (const [id, ofBucket] of added) {
      const kept = this.#kept.get(id)!;
      for (const [userId, sum] of ofBucket) {
        ids.push(id);
        userIds.push(userId);
        sums.push(plus(sum, kept.get(userId)));
      }
    }
    await this.#executor.insertRows(
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
    const changed: ChangedHour[] = [];
    for (const [at, sum] of sums.entries()) {
      const [id, userId] = [ids[at]!, userIds[at]!];
      this.#kept.get(id)!.set(userId, sum);
      if (levelOfId(id) === 'hour') changed.push({ userId, hour: bucketOfId('hour', id), sum });
    }
    return changed;
  }

  /** Reads the stored rows of buckets that are not in memory. */
  async #read(ids: readonly number[], everybody: number): Promise<void> {
    if ((this.#kept.size + ids.length) * everybody > MAX_KEPT) this.#kept.clear();
    const unknown = ids.filter((id) => !this.#kept.has(id));
    if (unknown.length === 0) return;
    const [bucketIds, userIds, counts, totals, lows, highs] = await queryIntegers(
      this.#executor,
      `SELECT slot, user_id, readings, total, lowest, highest FROM pulsebase.rollups FINAL
      WHERE slot IN (${sqlIntegers(unknown)}) AND readings > 0 SETTINGS max_threads = 1`,
      6,
    );
    for (const id of unknown) this.#kept.set(id, new Map());
    for (const [at, id] of bucketIds!.entries()) {
      const sum = { count: counts![at]!, sum: totals![at]!, lowest: lows![at]!, highest: highs![at]! };
      this.#kept.get(id)!.set(userIds![at]!, sum);
    }
  }
}

/** The sums of readings by bucket and user, of every level. */
function addUp({ length, userIds, timestamps, heartRates }: ReadingColumns): Sums {
  const sums: Sums = new Map();
  const ofHours = new Map<number, Map<number, Sum>[]>();
  for (let at = 0; at < length; at += 1) {
    const hour = Math.floor(timestamps[at]! / HOUR_MS);
    let touched = ofHours.get(hour);
    if (touched === undefined) {
      touched = LEVELS.map((level) => {
        const id = bucketIdOf(level, bucketOf(level, hour * HOUR_MS));
        const ofBucket = sums.get(id) ?? new Map<number, Sum>();
        sums.set(id, ofBucket);
        return ofBucket;
      });
      ofHours.set(hour, touched);
    }
    const rate = heartRates[at]!;
    const one = { count: 1, sum: rate, lowest: rate, highest: rate };
    for (const ofBucket of touched) ofBucket.set(userIds[at]!, plus(one, ofBucket.get(userIds[at]!)));
  }
  return sums;
}

function plus(a: Sum, b: Sum | undefined): Sum {
  if (b === undefined) return a;
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    lowest: Math.min(a.lowest, b.lowest),
    highest: Math.max(a.highest, b.highest),
  };
}
