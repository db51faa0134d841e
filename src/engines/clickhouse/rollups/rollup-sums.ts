import { bucketOf, HOUR_MS, LEVELS } from '../../../window/bucket.ts';
import { bucketIdOf, bucketOfId, levelOfId } from '../schema/bucket-id.ts';
import type { HourCache } from '../single-writer/hour-cache.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlIntegers } from '../statements/sql-integers.ts';

/** Rows kept in memory, about 100 bytes each. */
const MAX_KEPT = 200_000;
/** Buckets that a batch may touch; one of late readings all over the year is better computed by the engine. */
const MAX_SLOTS = 100;

interface Sum {
  readonly count: number;
  readonly sum: number;
  readonly lowest: number;
  readonly highest: number;
}

type Sums = Map<number, Map<number, Sum>>;

/**
 * Adds new readings to the roll-ups of a store with one writer. A roll-up is a sum: where nothing is corrected or taken away,
 * the new row is the stored one and what came. The rows that the last batches touched stay in memory, so that a crowd of
 * devices, whose batches all touch the same hour, day and month, costs one statement a batch and no query.
 *
 * Whatever else changes roll-ups computes them again from the readings, and has this forget what it knows.
 */
export class RollupSums {
  readonly #executor: Executor;
  readonly #hours: HourCache;
  /** By slot and user. A slot that is here is here with all users. */
  readonly #kept: Sums = new Map();

  constructor(executor: Executor, hours: HourCache) {
    this.#executor = executor;
    this.#hours = hours;
  }

  /** Called before roll-ups are changed by anybody else. */
  forget(): void {
    this.#kept.clear();
  }

  /**
   * Adds readings, none of which the store held before under its key.
   *
   * @param everybody How many users there are.
   * @returns Whether it was done: not when too many buckets are touched.
   */
  async add(
    readings: Record<'userIds' | 'timestamps' | 'heartRates', ArrayLike<number>>,
    everybody: number,
    version: () => Promise<number>,
  ): Promise<boolean> {
    const added = addUp(readings);
    if (added.size > MAX_SLOTS || added.size * everybody > MAX_KEPT) return false;
    try {
      await this.#read([...added.keys()], everybody);
      const slots: number[] = [];
      const userIds: number[] = [];
      const sums: Sum[] = [];
      for (const [slot, ofSlot] of added) {
        const kept = this.#kept.get(slot)!;
        for (const [userId, sum] of ofSlot) {
          slots.push(slot);
          userIds.push(userId);
          sums.push(plus(sum, kept.get(userId)));
        }
      }
      await this.#executor.insertRows(
        'rollups',
        [
          { name: 'slot', type: 'UInt32', values: slots },
          { name: 'user_id', type: 'Int64', values: userIds },
          { name: 'readings', type: 'UInt64', values: sums.map(({ count }) => count) },
          { name: 'total', type: 'UInt64', values: sums.map(({ sum }) => sum) },
          { name: 'lowest', type: 'UInt32', values: sums.map(({ lowest }) => lowest) },
          { name: 'highest', type: 'UInt32', values: sums.map(({ highest }) => highest) },
        ],
        await version(),
      );
      for (const [at, sum] of sums.entries()) {
        const [slot, userId] = [slots[at]!, userIds[at]!];
        this.#kept.get(slot)!.set(userId, sum);
        if (levelOfId(slot) === 'hour') this.#hours.change(userId, bucketOfId('hour', slot), sum);
      }
    } catch (error) {
      // What was written of it is not known.
      this.forget();
      this.#hours.forgetAll();
      throw error;
    }
    return true;
  }

  /** Reads the stored rows of slots that are not in memory. */
  async #read(slots: readonly number[], everybody: number): Promise<void> {
    if ((this.#kept.size + slots.length) * everybody > MAX_KEPT) this.#kept.clear();
    const unknown = slots.filter((slot) => !this.#kept.has(slot));
    if (unknown.length === 0) return;
    const [ofSlots, userIds, counts, totals, lows, highs] = await queryIntegers(
      this.#executor,
      `SELECT slot, user_id, readings, total, lowest, highest FROM pulsebase.rollups FINAL
      WHERE slot IN (${sqlIntegers(unknown)}) AND readings > 0 SETTINGS max_threads = 1`,
      6,
    );
    for (const slot of unknown) this.#kept.set(slot, new Map());
    for (const [at, slot] of ofSlots!.entries()) {
      const sum = { count: counts![at]!, sum: totals![at]!, lowest: lows![at]!, highest: highs![at]! };
      this.#kept.get(slot)!.set(userIds![at]!, sum);
    }
  }
}

/** The sums of readings by slot and user, of every level. */
function addUp({
  userIds,
  timestamps,
  heartRates,
}: Record<'userIds' | 'timestamps' | 'heartRates', ArrayLike<number>>): Sums {
  const sums: Sums = new Map();
  const ofHours = new Map<number, Map<number, Sum>[]>();
  for (let at = 0; at < userIds.length; at += 1) {
    const hour = Math.floor(timestamps[at]! / HOUR_MS);
    let touched = ofHours.get(hour);
    if (touched === undefined) {
      touched = LEVELS.map((level) => {
        const slot = bucketIdOf(level, bucketOf(level, hour * HOUR_MS));
        const ofSlot = sums.get(slot) ?? new Map<number, Sum>();
        sums.set(slot, ofSlot);
        return ofSlot;
      });
      ofHours.set(hour, touched);
    }
    const rate = heartRates[at]!;
    const one = { count: 1, sum: rate, lowest: rate, highest: rate };
    for (const ofSlot of touched) ofSlot.set(userIds[at]!, plus(one, ofSlot.get(userIds[at]!)));
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
