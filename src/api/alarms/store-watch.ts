import { millisecondsOf } from '../../alarms/conditions/machine.ts';
import { ALL_TIME, type Window } from '../../window/window.ts';
import type { DueUser } from './due-users.ts';
import type { StoredRule } from './rule-store.ts';
import { SilenceWatch } from './silence-watch.ts';

/** What is looked at of a store. */
export interface WatchedStore {
  /** Users with ids above `afterId`, in order of id. */
  users(afterId: number): AsyncIterable<{ readonly id: number }>;
  /** By user, the instant of the newest reading in Unix milliseconds; those without readings are missing. */
  newest(userIds: readonly number[]): Promise<ReadonlyMap<number, number>>;
}

/** What a look works with. */
export interface WatchParts {
  readonly store: WatchedStore;
  /** The wall clock, in Unix milliseconds. */
  readonly now: () => number;
  /** How long from one look at all users to the next; `undefined` where no other program writes, or it is not wanted. */
  readonly lookMs: number | undefined;
}

const USERS_AT_A_TIME = 500;
/** After a page there is a pause of so many times what it took. */
const PAUSES = 9;

/**
 * Looks at a store for what nobody tells of: who is silent, and whose newest reading is another one than was evaluated since another
 * program writes too.
 */
export class StoreWatch {
  readonly #parts: WatchParts;
  readonly #silence = new SilenceWatch();
  #hasRules = false;
  #hasHeardAll = false;
  #round: AsyncGenerator<DueUser[]> | undefined;
  /** By `performance.now()`. */
  #nextRound = 0;
  #nextPage = 0;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** Takes the rules that are enabled. */
  setRules(rules: readonly StoredRule[]): void {
    this.#hasRules = rules.length > 0;
    this.#silence.setDurations(
      rules.flatMap(({ condition }) => (condition.type === 'silence' ? [millisecondsOf(condition.forMinutes)] : [])),
    );
  }

  /** Notes the newest reading of a user that is evaluated. */
  heard(userId: number, newest: number): void {
    this.#silence.heard(userId, newest);
  }

  forget(userId: number): void {
    this.#silence.forget(userId);
  }

  /** Whether other newest readings of anybody are found from now on. */
  get hasLookedAround(): boolean {
    return this.#hasHeardAll;
  }

  /** Whether it goes on at once: until everybody's newest reading is known, nobody can be told to be silent. */
  get isInHaste(): boolean {
    return this.#silence.isOn && !this.#hasHeardAll;
  }

  /** Those who have been silent for long enough by now. */
  *silent(): Generator<DueUser> {
    for (const { userId, newest } of this.#silence.due(this.#parts.now())) {
      yield this.#due(userId, { from: newest, to: newest });
    }
  }

  /** The next page of users to evaluate, when it is time for one. */
  async nextPage(): Promise<readonly DueUser[]> {
    const startedAt = performance.now();
    if (!this.isInHaste && !this.#isTime(startedAt)) return [];
    if (this.#round === undefined) this.#nextRound = startedAt + (this.#parts.lookMs ?? 0);
    const round = this.#round ?? this.#otherNewest();
    // After an error it begins anew.
    this.#round = undefined;
    const { done, value } = await round.next();
    const now = performance.now();
    this.#nextPage = now + PAUSES * (now - startedAt);
    if (done) return [];
    this.#round = round;
    return value;
  }

  #isTime(now: number): boolean {
    if (this.#parts.lookMs === undefined || !this.#hasRules || now < this.#nextPage) return false;
    return this.#round !== undefined || now >= this.#nextRound;
  }

  /** Those whose newest reading is another one than was evaluated. */
  async *#otherNewest(): AsyncGenerator<DueUser[]> {
    const { store, lookMs } = this.#parts;
    for await (const userIds of pagesOf(store.users(0), USERS_AT_A_TIME)) {
      const found = await store.newest(userIds);
      yield userIds.flatMap((userId) => {
        const [known, newest] = [this.#silence.newestOf(userId), found.get(userId)];
        if (known === newest || (known !== undefined && lookMs === undefined)) return [];
        if (newest === undefined) this.#silence.forget(userId);
        else this.#silence.heard(userId, newest);
        // At first nothing is known: then all alarms are compared with the readings (repair-daily.ts).
        if (known === undefined && !this.#hasHeardAll) return [];
        return this.#due(userId, known === undefined || newest === undefined ? ALL_TIME : between(known, newest));
      });
    }
    this.#hasHeardAll = true;
  }

  #due(userId: number, window: Window): DueUser {
    return { userId, window, wholly: new Set(), cameAt: this.#parts.now(), notes: [] };
  }
}

async function* pagesOf(users: AsyncIterable<{ readonly id: number }>, length: number): AsyncGenerator<number[]> {
  let page: number[] = [];
  for await (const { id } of users) {
    page.push(id);
    if (page.length < length) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

function between(one: number, other: number): Window {
  return { from: Math.min(one, other) + 1, to: Math.max(one, other) };
}
