import { bucketStart, HOUR_MS } from '../../../window/bucket.ts';
import type { Range } from '../../../window/covering.ts';
import type { Region } from '../rollups/region.ts';
import type { ReadingColumns } from '../schema/reading-columns.ts';
import type { Executor } from '../statements/executor.ts';
import { HourCache, type Months } from './hour-cache.ts';
import { monthOfHour } from './month-of-hours.ts';
import { NewestReading } from './newest-reading.ts';
import { readHours } from './read-hours.ts';
import { RollupSums } from './rollup-sums.ts';
import type { StoreCache } from './store-cache.ts';
import { UserCache } from './user-cache.ts';

/** The cache of a store that no other process writes to. */
export class SingleWriterCache implements StoreCache {
  readonly #executor: Executor;
  readonly #users: UserCache;
  readonly #hours: HourCache;
  readonly #newest: NewestReading;
  readonly #sums: RollupSums;

  /** @param hourBytes Memory for the hour cache. */
  constructor(executor: Executor, hourBytes: number) {
    this.#executor = executor;
    this.#users = new UserCache(executor);
    this.#hours = new HourCache(hourBytes);
    this.#newest = new NewestReading(executor);
    this.#sums = new RollupSums(executor);
  }

  users() {
    return this.#users.users();
  }

  async hours(userId: number, range: Range): Promise<Months> {
    const known = this.#hours.months(userId);
    const wanted = monthsOf(range);
    const missing = wanted.filter((month) => known?.has(month) !== true);
    const months = new Map(wanted.map((month) => [month, known?.get(month)]));
    if (missing.length === 0) return months;
    const mayKeep = this.#hours.beginRead();
    // Whole months, so that they can be kept.
    const read = await readHours(this.#executor, userId, {
      from: bucketStart('month', missing[0]!) / HOUR_MS,
      to: bucketStart('month', missing.at(-1)! + 1) / HOUR_MS,
    });
    const added = new Map(missing.map((month) => [month, read.get(month)]));
    if (mayKeep()) this.#hours.keep(userId, added);
    for (const [month, hours] of added) months.set(month, hours);
    return months;
  }

  newestBound() {
    return this.#newest.bound();
  }

  during<T>(write: () => Promise<T>) {
    return this.#hours.during(write);
  }

  usersChanged(): void {
    this.#users.forget();
  }

  readingsComing(timestamps: ArrayLike<number>): void {
    this.#newest.raise(timestamps);
  }

  regionChanged(region: Region): void {
    this.#sums.forget();
    this.#hours.forget(region);
  }

  reset(): void {
    this.#users.forget();
    this.#sums.forget();
    this.#hours.forgetAll();
  }

  async append(readings: ReadingColumns, version: () => Promise<number>): Promise<boolean> {
    const users = await this.#users.users();
    if (users === undefined) return false;
    try {
      const hours = await this.#sums.add(readings, users.size, version);
      for (const { userId, hour, sum } of hours ?? []) this.#hours.change(userId, hour, sum);
      return hours !== undefined;
    } catch (error) {
      // It is unknown how much was written.
      this.reset();
      throw error;
    }
  }
}

function monthsOf({ from, to }: Range): number[] {
  const first = monthOfHour(from);
  return Array.from({ length: monthOfHour(to - 1) - first + 1 }, (_, at) => first + at);
}
