import { randomUUID } from 'node:crypto';
import type { UserRef } from '../../model/user-ref.ts';
import type { StateDatabase } from '../../state/state-database.ts';
import type { Store } from '../../store/store.ts';
import type { Window } from '../../window/window.ts';
import { ServiceError } from '../problems/service-error.ts';
import type { ErasureWatch } from './erasure-watch.ts';

/** What is deleted: users with all they have, or readings in a window. */
export interface Erasure {
  readonly users: readonly UserRef[] | 'all';
  /** Left out where users themselves are deleted. */
  readonly window?: Window;
}

interface Numbered extends Erasure {
  readonly number: number;
}

/** How long an erasure is kept: longer than any body is on its way. */
const LIFE_MS = 24 * 3_600_000;

/**
 * The erasures of services that share a state, so that a body on its way to one does not bring back what another one deletes.
 *
 * They are numbered without a gap, in the order in which they become visible. An erasure is announced before it is carried out, and
 * looked for before and after each batch: one that was announced by then is either kept to, or carried out once more; one that
 * is announced later deletes the batch itself.
 */
export class SharedErasures {
  readonly #database: StateDatabase;
  readonly #store: Store;
  readonly #watch: ErasureWatch;
  readonly #service = randomUUID();
  #seen = 0;
  #isAway = false;
  #batches = 0;
  /** Those of other services that were taken up while batches were being written. */
  #recent: Numbered[] = [];

  constructor(database: StateDatabase, store: Store, watch: ErasureWatch) {
    this.#database = database;
    this.#store = store;
    this.#watch = watch;
  }

  /** Announces an erasure, before it begins. @throws ServiceError `CONNECTION_FAILED`: nothing may be deleted. */
  async announce(erasure: Erasure): Promise<void> {
    try {
      await this.#insert(erasure);
    } catch (cause) {
      throw new ServiceError(
        503,
        'CONNECTION_FAILED',
        'the service cannot reach its state, where a deletion is announced to the other services; nothing is deleted, try again',
        { cause },
      );
    }
  }

  async #insert({ users, window }: Erasure): Promise<void> {
    for (;;) {
      const inserted = await this.#database.query(
        `INSERT INTO state.erasures (number, service, users, from_ms, to_ms, at)
         SELECT coalesce(max(number), 0) + 1, ?, ?, ?, ?, state.now_ms() FROM state.erasures WHERE true
         ON CONFLICT (number) DO NOTHING RETURNING number`,
        [this.#service, JSON.stringify(users), window?.from ?? null, window?.to ?? null],
      );
      // Otherwise another service has taken the number.
      if (inserted.length > 0) return;
    }
  }

  /** Takes up what others have announced, unless the state is known to be away. Never rejects: writes go on without it. */
  async takeUp(): Promise<void> {
    if (this.#isAway) return;
    await this.refresh().catch(() => {});
  }

  /** The same in any case. @throws PulsebaseError `CONNECTION_FAILED`. */
  async refresh(): Promise<void> {
    try {
      const rows = await this.#database.query(
        'SELECT number, service, users, from_ms, to_ms FROM state.erasures WHERE number > ? ORDER BY number',
        [this.#seen],
      );
      this.#isAway = false;
      for (const [number, service, users, from, to] of rows) {
        // Another look may have brought it meanwhile.
        if (Number(number) <= this.#seen) continue;
        this.#seen = Number(number);
        if (service === this.#service) continue;
        const window = from === null ? {} : { window: { from: Number(from), to: Number(to) } };
        this.#note({ number: this.#seen, users: JSON.parse(String(users)) as Erasure['users'], ...window });
      }
    } catch (error) {
      this.#isAway = true;
      throw error;
    }
  }

  /** Writes a batch that keeps to what others erase meanwhile. */
  async around<T>(write: () => Promise<T>): Promise<T> {
    this.#batches += 1;
    try {
      await this.takeUp();
      const before = this.#seen;
      const result = await write();
      await this.takeUp();
      for (const erasure of this.#recent.filter(({ number }) => number > before)) await this.#repeat(erasure);
      return result;
    } finally {
      this.#batches -= 1;
      if (this.#batches === 0) this.#recent = [];
    }
  }

  /** Forgets old ones; the last one stays, for its number. */
  async deleteOld(): Promise<void> {
    await this.#database.query(
      `DELETE FROM state.erasures WHERE at <= state.now_ms() - ${LIFE_MS}
         AND number < (SELECT max(number) FROM state.erasures)`,
    );
  }

  #note(erasure: Numbered): void {
    const { users, window } = erasure;
    if (window !== undefined) this.#watch.addReadings(users, window);
    else if (users !== 'all') this.#watch.addUsers(users);
    if (this.#batches > 0) this.#recent.push(erasure);
  }

  async #repeat({ users, window }: Erasure): Promise<void> {
    const when = window === undefined ? {} : { from: new Date(window.from), to: new Date(window.to) };
    if (users === 'all') {
      await this.#store.deleteReadings(when);
      return;
    }
    // The id of a user in digits is listed beside the number, and may be the external id of somebody else.
    const names = users.filter((name) => typeof name === 'number' || !/^\d+$/.test(name));
    const known = await this.#store.identifyUsers(names);
    const ids = [...new Set(known.flatMap((user) => user?.id ?? []))];
    if (ids.length === 0) return;
    if (window === undefined) await this.#store.deleteUsers(ids);
    else await this.#store.deleteReadings({ userIds: ids, ...when });
  }
}
