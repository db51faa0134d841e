import { bucketStart, HOUR_MS } from '../../../window/bucket.ts';
import type { Range } from '../../../window/covering.ts';
import type { Memtable } from '../memtable/memtable.ts';
import type { View } from '../memtable/view.ts';
import type { Region } from '../rollups/region.ts';
import { bucketOfId, END_HOUR_ID } from '../schema/bucket-id.ts';
import type { ReadingColumns } from '../schema/reading-columns.ts';
import type { Executor } from '../statements/executor.ts';
import { CutTotalCache } from './cut-total-cache.ts';
import { HourCache, type Months } from './hour-cache.ts';
import { monthOfHour } from './month-of-hours.ts';
import { NewestInParts } from './newest-in-parts.ts';
import { NewestReadings } from './newest-readings.ts';
import { type CutTotals, readCutTotals } from './read-cut-totals.ts';
import { readHours } from './read-hours.ts';
import type { StoreCache } from './store-cache.ts';
import { TotalColumns } from './total-columns.ts';
import { UserCache } from './user-cache.ts';

/** The fraction of the cache for cut hours of single users. */
const CUT_SHARE = 16;

/** The cache of a store that no other process writes to. */
export class SingleWriterCache implements StoreCache {
  readonly isComplete = true;
  readonly totals: TotalColumns;
  readonly #executor: Executor;
  readonly #users: UserCache;
  readonly #hours: HourCache;
  readonly #cutHours: CutTotalCache;
  readonly #newest: NewestReadings;
  readonly #newestInParts = new NewestInParts();

  /** @param maxBytes Memory for totals: half of it for those of all users, half for the hours of single ones. */
  constructor(executor: Executor, maxBytes: number) {
    this.#executor = executor;
    this.#users = new UserCache(executor);
    this.totals = new TotalColumns(executor, maxBytes / 2);
    this.#hours = new HourCache(maxBytes / 2 - maxBytes / CUT_SHARE);
    this.#cutHours = new CutTotalCache(maxBytes / CUT_SHARE);
    this.#newest = new NewestReadings(executor);
  }

  users() {
    return this.#users.users();
  }

  async hours(userId: number, range: Range, view: View): Promise<Months> {
    const known = this.#hours.months(userId);
    const wanted = monthsOf(range);
    const missing = wanted.filter((month) => known?.has(month) !== true);
    const months = new Map(wanted.map((month) => [month, known?.get(month)]));
    if (missing.length === 0) return months;
    // Whole months, so that they can be kept.
    const whole = {
      from: bucketStart('month', missing[0]!) / HOUR_MS,
      to: bucketStart('month', missing.at(-1)! + 1) / HOUR_MS,
    };
    const read = await readHours(this.#executor, userId, whole, view);
    const added = new Map(missing.map((month) => [month, read.get(month)]));
    if (view.mayCache()) this.#hours.keep(userId, added);
    for (const [month, hours] of added) months.set(month, hours);
    return months;
  }

  async cutHours(userId: number, pieces: readonly Range[], view: View): Promise<CutTotals> {
    const totals = new Map(pieces.map((piece) => [piece, this.#cutHours.get(userId, piece)]));
    const missing = pieces.filter((piece) => totals.get(piece) === undefined);
    const read = await readCutTotals(this.#executor, userId, missing, view);
    for (const [at, piece] of missing.entries()) {
      totals.set(piece, read[at]);
      if (view.mayCache()) this.#cutHours.keep(userId, piece, read[at]!);
    }
    return pieces.map((piece) => totals.get(piece)!);
  }

  newestBound() {
    return this.#newest.bound();
  }

  async newestBoundsOf(userIds: ReadonlySet<number>) {
    return this.#newest.boundsOf(userIds, (await this.#users.users()) !== undefined);
  }

  newestInParts(userId: number) {
    return this.#newestInParts.boundOf(userId, () => this.newestBoundsOf(new Set([userId])));
  }

  usersChanged(): void {
    this.#users.forget();
  }

  readingsComing(readings: ReadingColumns): void {
    this.#newest.raise(readings);
  }

  partsGrowing(readings: ReadingColumns): void {
    this.#newestInParts.raise(readings);
  }

  flushed(table: Memtable): void {
    this.totals.flushed(table);
    this.#cutHours.flushed(table);
    for (const [id, sums] of table.sums) {
      if (id >= END_HOUR_ID) continue;
      for (const [userId, sum] of sums) this.#hours.add(userId, bucketOfId('hour', id), sum);
    }
  }

  regionChanged(region: Region): void {
    this.totals.forget(region);
    this.#hours.forget(region);
    this.#cutHours.forget(region);
  }

  reset(): void {
    this.#users.forget();
    this.totals.forgetAll();
    this.#hours.forgetAll();
    this.#cutHours.forgetAll();
  }
}

function monthsOf({ from, to }: Range): number[] {
  const first = monthOfHour(from);
  return Array.from({ length: monthOfHour(to - 1) - first + 1 }, (_, at) => first + at);
}
