import { GENDERS, type Gender } from '../../../model/user.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlText } from '../statements/sql-text.ts';

/** The attributes that queries filter users by. A missing age is -1, a missing birth date 0. */
export interface CachedUser {
  readonly gender: Gender;
  /** Completed years. */
  readonly age: number;
  /** The integer yyyymmdd. */
  readonly birthDate: number;
  readonly hasExternalId: boolean;
}

/**
 * Users up to this many are kept in memory (about 2 MB); more are looked up in the engine, where they cost little compared to
 * their readings.
 */
const MAX_USERS = 20_000;

/**
 * The users of a store that no other process writes to, in memory: looking them up in the engine costs as much as all the
 * rest of a query, and the same again with each small batch.
 */
export class UserCache {
  readonly #executor: Executor;
  #users: Promise<ReadonlyMap<number, CachedUser> | undefined> | undefined;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** All users by id; `undefined` where there are too many. */
  users(): Promise<ReadonlyMap<number, CachedUser> | undefined> {
    if (this.#users === undefined) {
      const reading = this.#read();
      this.#users = reading;
      reading.catch(() => {
        if (this.#users === reading) this.#users = undefined;
      });
    }
    return this.#users;
  }

  /** Call when users were, or may have been, written, before that is acknowledged. */
  forget(): void {
    this.#users = undefined;
  }

  async #read(): Promise<ReadonlyMap<number, CachedUser> | undefined> {
    const [ids, genders, ages, birthDates, haveExternalIds] = await queryIntegers(
      this.#executor,
      `SELECT id, indexOf([${GENDERS.map(sqlText).join(', ')}], gender), age, birth_date, external_id != ''
      FROM pulsebase.users FINAL LIMIT ${MAX_USERS + 1}`,
      5,
    );
    if (ids!.length > MAX_USERS) return undefined;
    const users = new Map<number, CachedUser>();
    for (const [at, id] of ids!.entries()) {
      const gender = GENDERS[genders![at]! - 1] ?? 'unknown';
      users.set(id, {
        gender,
        age: ages![at]!,
        birthDate: birthDates![at]!,
        hasExternalId: haveExternalIds![at] === 1,
      });
    }
    return users;
  }
}
