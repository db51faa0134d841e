import { randomUUID } from 'node:crypto';
import { commitCheck } from '../../async/commit-check.ts';
import type { UserRef } from '../../model/user-ref.ts';
import type { StateDatabase } from '../../state/state-database.ts';
import type { Store } from '../../store/store.ts';
import type { Window } from '../../window/window.ts';
import { overloaded, ServiceError } from '../problems/service-error.ts';
import { BatchesUnderWay, type BatchUnderWay } from './batches-under-way.ts';
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
 * looked for before each batch, which then keeps to it. Those batches of others that were under way when it was announced are waited
 * for, and so deleted. What is left are batches that could not be waited for, because their service had no state, or stood still for
 * longer than others believe that it lives: it carries out once more what was erased in that time.
 */
export class SharedErasures {
  readonly #database: StateDatabase;
  readonly #store: Store;
  readonly #watch: ErasureWatch;
  readonly #service = randomUUID();
  #seen = 0;
  #isAway = false;
  readonly batches: BatchesUnderWay;
  /** The last erasure that each batch under way has looked for before it began. */
  readonly #begun = new Set<{ readonly seen: number }>();
  /** Those of other services that were taken up since the oldest of these batches began. */
  #recent: Numbered[] = [];
  /** The last erasure before batches of which others did not know, until what follows it is carried out once more. */
  #owed: { readonly since: number } | undefined;

  constructor(database: StateDatabase, store: Store, watch: ErasureWatch) {
    this.#database = database;
    this.#store = store;
    this.#watch = watch;
    this.batches = new BatchesUnderWay(database);
  }

  /** Announces an erasure, and waits until no other service can bring back what it deletes. @throws ServiceError `CONNECTION_FAILED`: nothing may be deleted. */
  async announce(erasure: Erasure): Promise<void> {
    try {
      await this.#insert(erasure);
      await this.batches.othersAreOver();
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

  /**
   * Writes a batch that keeps to what others erase meanwhile.
   *
   * @throws ServiceError `OVERLOADED` when this service stood still for so long that others no longer wait for the batch: nothing is
   *   written.
   */
  async around<T>(write: () => Promise<T>): Promise<T> {
    const batch = await this.#begin();
    const begun = { seen: this.#seen };
    this.#begun.add(begun);
    const requireKnown = () => {
      if (batch?.isKnown() === false) throw overloaded('the service stood still; nothing was written, send it again');
    };
    try {
      requireKnown();
      return await commitCheck.run(requireKnown, write);
    } finally {
      // What was known right before its commit is deleted by whoever erases it. Also after a failure, whose outcome may be unknown.
      const isChecked = batch !== undefined && this.#store.capabilities.checksCommits === true;
      if ((await batch?.end()) !== true && !isChecked) await this.#owe(begun.seen);
      this.#begun.delete(begun);
      this.#forget();
    }
  }

  /** Carries out once more what other services erased while they did not know of a batch of this one. */
  async settle(): Promise<void> {
    const owed = this.#owed;
    if (owed === undefined || this.#isAway) return;
    for (const erasure of this.#recent.filter(({ number }) => number > owed.since)) await this.#repeat(erasure);
    // Otherwise another such batch has ended meanwhile, perhaps after its erasure was repeated.
    if (this.#owed === owed) this.#owed = undefined;
    this.#forget();
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
    if (this.#begun.size > 0 || this.#owed !== undefined) this.#recent.push(erasure);
  }

  /** Tells others of a batch, and looks for what they erase; in this order, so that one of the two learns of the other. */
  async #begin(): Promise<BatchUnderWay | undefined> {
    if (this.#isAway) return undefined;
    let batch: BatchUnderWay | undefined;
    try {
      batch = await this.batches.begin();
      await this.refresh();
      return batch;
    } catch {
      this.#isAway = true;
      void batch?.end();
      return undefined;
    }
  }

  /** Others did not know of a batch until its end. */
  async #owe(since: number): Promise<void> {
    this.#owed = { since: Math.min(since, this.#owed?.since ?? since) };
    await this.takeUp();
    // Otherwise it is done when the state, or the store, is there again.
    await this.settle().catch(() => {});
  }

  #forget(): void {
    const oldest = Math.min(this.#owed?.since ?? this.#seen, ...[...this.#begun].map(({ seen }) => seen));
    if (this.#recent.length > 0) this.#recent = this.#recent.filter(({ number }) => number > oldest);
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
