import { bucketStart } from '../../../window/bucket.ts';
import { bucketIdOf, bucketOfId, firstBucketId } from '../schema/bucket-id.ts';
import { bucketsWithin } from '../schema/buckets-within.ts';
import type { ReadingColumns } from '../schema/reading-columns.ts';
import { HOUR_OF_READING } from '../schema/readings-within.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlIntegers } from '../statements/sql-integers.ts';

/** Users whose newest reading is that much older than somebody else's are known by its hour alone. */
const RECENT_HOURS = 48;

/** Upper bounds of the instants in a store that no other process writes to: of all readings, and of those of each user. */
export class NewestReadings {
  readonly #executor: Executor;
  #stored: Promise<number> | undefined;
  #written = 0;
  /** By user, those whose stored readings were looked at. */
  readonly #users = new Map<number, number>();
  /** By user, what was written before that. */
  readonly #writtenOf = new Map<number, number>();
  #isComplete = false;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** Call when readings are about to be written. */
  raise({ length, userIds, timestamps }: ReadingColumns): void {
    for (let at = 0; at < length; at += 1) {
      const [userId, timestamp] = [userIds[at]!, timestamps[at]!];
      if (timestamp > this.#written) this.#written = timestamp;
      const newest = this.#isComplete || this.#users.has(userId) ? this.#users : this.#writtenOf;
      if (timestamp > (newest.get(userId) ?? 0)) newest.set(userId, timestamp);
    }
  }

  /** Unix ms; no reading is newer. */
  async bound(): Promise<number> {
    if (this.#stored === undefined) {
      // The engine keeps the highest instant of each part, so no reading is read.
      const reading = queryIntegers(this.#executor, 'SELECT max(ts) FROM pulsebase.readings', 1).then(
        ([[newest = 0] = []]) => newest,
      );
      this.#stored = reading;
      reading.catch(() => {
        this.#stored = undefined;
      });
    }
    return Math.max(await this.#stored, this.#written);
  }

  /**
   * By user, in Unix ms: no reading of the user is newer; users without readings may be missing. Call while nothing but a flush is
   * writing.
   *
   * @param everybody Whether those of all users may be read at once.
   */
  async boundsOf(userIds: ReadonlySet<number>, everybody: boolean): Promise<ReadonlyMap<number, number>> {
    if (this.#isComplete) return this.#users;
    if (everybody) {
      await this.#read(undefined);
      this.#isComplete = true;
      return this.#users;
    }
    const unknown = [...userIds].filter((userId) => !this.#users.has(userId));
    if (unknown.length > 0) await this.#read(unknown);
    return this.#users;
  }

  /** From the newest months to the newest hours to the newest readings: a query of the whole store would take a second. */
  async #read(userIds: readonly number[] | undefined): Promise<void> {
    const users = userIds === undefined ? '' : ` AND user_id IN (${sqlIntegers(userIds)})`;
    const months = await this.#newest(`max(slot)`, `rollups WHERE slot >= ${bucketIdOf('month', 0)}${users}`);
    const lastMonth = months.size === 0 ? 0 : bucketOfId('month', Math.max(...months.values()));
    const hours = await this.#newest(
      'max(slot)',
      `rollups WHERE ${bucketsWithin(firstBucketId('hour', lastMonth - 1), firstBucketId('hour', lastMonth + 1) - 1)}${users}`,
    );
    const lastHour = hours.size === 0 ? 0 : bucketOfId('hour', Math.max(...hours.values()));
    const newest = await this.#newest(
      'max(ts)',
      `readings WHERE ${HOUR_OF_READING} > ${lastHour - RECENT_HOURS}${users}`,
    );
    for (const userId of userIds ?? months.keys()) {
      const [month, hour] = [months.get(userId), hours.get(userId)];
      const stored =
        newest.get(userId) ??
        (hour === undefined
          ? month === undefined
            ? 0
            : bucketStart('month', bucketOfId('month', month) + 1) - 1
          : bucketStart('hour', bucketOfId('hour', hour) + 1) - 1);
      // Some may be known already, and have recent readings, which are not in the parts.
      const known = this.#users.get(userId) ?? 0;
      this.#users.set(userId, Math.max(stored, known, this.#writtenOf.get(userId) ?? 0));
      this.#writtenOf.delete(userId);
    }
    if (userIds !== undefined) return;
    for (const [userId, written] of this.#writtenOf) this.#users.set(userId, written);
    this.#writtenOf.clear();
  }

  /** What is highest by user. */
  async #newest(what: string, from: string): Promise<Map<number, number>> {
    const [userIds, values] = await queryIntegers(
      this.#executor,
      `SELECT user_id, ${what} FROM pulsebase.${from} GROUP BY user_id`,
      2,
    );
    return new Map(Array.from(userIds!, (userId, at) => [userId, values![at]!]));
  }
}
