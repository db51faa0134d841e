import type { Region } from '../rollups/region.ts';
import { isNarrow, type MonthOfHours, monthOfHour, setHour } from './month-of-hours.ts';

/** Months of one user; `undefined` is one without readings. */
export type Months = ReadonlyMap<number, MonthOfHours | undefined>;

/** Bytes that an array of a month takes beside its values, and a user beside the months. */
const MONTH_BYTES = 100;
const USER_BYTES = 300;

/**
 * The hours of the users who were asked for last, since who asks for one person asks again. Reading a year of hours costs the
 * engine many times what looking through them does. Only for a store that no other process writes to.
 *
 * Writes keep it right: an hour that was added to is changed here when the new row is in the store and before anybody is
 * told so; others are taken out before they change. What is read from the store while something is written is not kept.
 */
export class HourCache {
  readonly #maxBytes: number;
  /** The user who was asked for last comes last. */
  readonly #users = new Map<number, Map<number, MonthOfHours | undefined>>();
  #bytes = 0;
  #writes = 0;
  #underWay = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Runs a write. */
  async during<T>(write: () => Promise<T>): Promise<T> {
    this.#writes += 1;
    this.#underWay += 1;
    try {
      return await write();
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Begins to read from the store. What comes back says afterwards whether what was read may be kept. */
  beginRead(): () => boolean {
    const begun = this.#underWay === 0 ? this.#writes : undefined;
    return () => begun === this.#writes;
  }

  /** What is known of a user. */
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

  /** An hour has changed in the store. */
  change(
    userId: number,
    hour: number,
    { count, sum, highest }: { readonly count: number; readonly sum: number; readonly highest: number },
  ): void {
    const months = this.#users.get(userId);
    if (months === undefined) return;
    const month = monthOfHour(hour);
    const hours = months.get(month);
    if (hours !== undefined && isNarrow(count, sum)) setHour(hours, hour - hours.first, count, sum, highest);
    // The first readings of a month: all of it is read when it is asked for.
    else this.#forgetMonths(userId, [month]);
  }

  /** Hours are about to change in the store. */
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
