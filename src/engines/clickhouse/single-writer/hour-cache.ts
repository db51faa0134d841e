import type { Sum } from '../memtable/sum.ts';
import type { Region } from '../rollups/region.ts';
import { addToHour, emptyMonth, type MonthOfHours, monthOfHour } from './month-of-hours.ts';

/** Months of one user; `undefined` is one without readings. */
export type Months = ReadonlyMap<number, MonthOfHours | undefined>;

/** Overhead in bytes of an array of a month, and of a user. */
const MONTH_BYTES = 100;
const USER_BYTES = 300;

/**
 * The hours of the most recently queried users, who are likely to be queried again. Reading a year of hours from the engine costs
 * many times what scanning them does. Only for a store that no other process writes to.
 *
 * Writes keep it current: what a flush adds to an hour is added here too, once it is in the parts; other hours are evicted before
 * they change.
 */
export class HourCache {
  readonly #maxBytes: number;
  /** The most recently queried user comes last. */
  readonly #users = new Map<number, Map<number, MonthOfHours | undefined>>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The cached months of a user. */
  months(userId: number): Months | undefined {
    const months = this.#users.get(userId);
    if (months !== undefined) {
      this.#users.delete(userId);
      this.#users.set(userId, months);
    }
    return months;
  }

  keep(userId: number, read: Months): void {
    const months = this.#users.get(userId) ?? new Map<number, MonthOfHours | undefined>();
    if (!this.#users.delete(userId)) this.#bytes += USER_BYTES;
    this.#users.set(userId, months);
    for (const [month, hours] of read) {
      this.#bytes += bytesOf(hours) - (months.has(month) ? bytesOf(months.get(month)) : 0);
      months.set(month, hours);
    }
    for (const longAgo of this.#users.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#forgetMonths(longAgo, [...this.#users.get(longAgo)!.keys()]);
    }
  }

  /** Call when readings were added to an hour in the parts. @param added Their totals. */
  add(userId: number, hour: number, added: Sum): void {
    const months = this.#users.get(userId);
    const month = monthOfHour(hour);
    if (months?.has(month) !== true) return;
    const known = months.get(month);
    const hours = known ?? emptyMonth(month, false);
    if (!addToHour(hours, hour - hours.first, added)) this.#forgetMonths(userId, [month]);
    else if (known === undefined) {
      months.set(month, hours);
      this.#bytes += bytesOf(hours) - bytesOf(undefined);
    }
  }

  /** Call when hours are about to change in the store. */
  forget({ from, to, users }: Region): void {
    const [first, last] = [monthOfHour(from), monthOfHour(to - 1)];
    const months = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    for (const userId of users ?? [...this.#users.keys()]) this.#forgetMonths(userId, months);
  }

  forgetAll(): void {
    this.#users.clear();
    this.#bytes = 0;
  }

  #forgetMonths(userId: number, forgotten: readonly number[]): void {
    const months = this.#users.get(userId);
    if (months === undefined) return;
    for (const month of forgotten) {
      if (months.has(month)) this.#bytes -= bytesOf(months.get(month));
      months.delete(month);
    }
    if (months.size > 0) return;
    this.#users.delete(userId);
    this.#bytes -= USER_BYTES;
  }
}

function bytesOf(hours: MonthOfHours | undefined): number {
  if (hours === undefined) return MONTH_BYTES;
  return 3 * MONTH_BYTES + hours.counts.byteLength + hours.sums.byteLength + hours.bounds.byteLength;
}
