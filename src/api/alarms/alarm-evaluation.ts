import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { StateStatement } from '../../state/state-database.ts';
import { ALL_TIME } from '../../window/window.ts';
import type { AlarmStore } from './alarm-store.ts';
import type { ChangeLog } from './change-log.ts';
import { type DueUser, DueUsers } from './due-users.ts';
import { KeptUsers } from './kept-users.ts';
import { NotedChanges, type NotedStore } from './noted-changes.ts';
import { isUnchangedRule, type RuleStore, type StoredRule } from './rule-store.ts';
import { stepThroughUsers } from './step-through-users.ts';
import { StoreWatch, type WatchedStore } from './store-watch.ts';
import {
  type EvaluatedStore,
  evaluateAgain,
  evaluateOn,
  type NamedChange,
  type UserOutcome,
} from './user-evaluation.ts';

/** What the evaluation of all users reads of a store. */
export type EvaluatedStoreOfAll = EvaluatedStore & NotedStore & WatchedStore;

/** Leadership: who has it alone may evaluate. */
export interface Term {
  /** Returns a row as long as it lasts. */
  readonly guard: Omit<StateStatement, 'guards'>;
  /** Aborts when it is over. */
  readonly signal: AbortSignal;
}

/** What an evaluation works with. */
export interface EvaluationParts {
  readonly store: EvaluatedStoreOfAll;
  readonly rules: RuleStore;
  readonly alarms: AlarmStore;
  readonly changes: ChangeLog;
  readonly log: FastifyBaseLogger;
  /** The wall clock, in Unix milliseconds. */
  readonly now: () => number;
  /** Called with what was written, and how long after the first of the readings had come. */
  readonly onTold: (changes: readonly NamedChange[], delayMs: number) => void;
  /** How long it may take until other services know of a first rule, and note what they write. */
  readonly othersLookMs: number;
  /** How often it is looked for what other programs have written; `undefined` where none can, or it is not wanted. */
  readonly lookMs: number | undefined;
}

/** Users that are evaluated at the same time. */
const WORKERS = 4;
/** How often the notes of all services are looked at; a service wakes the evaluation in its own process at once. */
const POLL_MS = 100;
const RULES_MS = 1000;
const SILENCE_MS = 1000;
/** Memory for users who are followed: about 250,000 times a user and a rule. */
const KEPT_BYTES = 192 * 1024 ** 2;
/** How often alarms that only go on are written. */
const GROWTH_MS = 10_000;
/** Every so many times it is told of a user who cannot be evaluated. */
const TRIES_TOLD = 100;
/** Who has sent readings that are no older may send more soon. */
const FRESH_MS = 3_600_000;
/** How long to wait after a failure of the store or the state. */
const RETRY_MS = 1000;

/** A rule was changed meanwhile, or somebody else has the term. */
class OutdatedError extends Error {}

/**
 * Keeps the alarms of all users equal to what their readings say, as long as its term lasts: after each write, for the users and times
 * that it touched; for everybody when a rule is new or has changed; and for those who have been silent for long enough.
 */
export class AlarmEvaluation {
  readonly #parts: EvaluationParts;
  readonly #term: Term;
  readonly #due = new DueUsers();
  readonly #kept = new KeptUsers(KEPT_BYTES);
  readonly #watch: StoreWatch;
  readonly #noted: NotedChanges;
  #rules: readonly StoredRule[] = [];
  /** By `performance.now()`: when all services surely note what they write. */
  #allNoteFrom = Number.POSITIVE_INFINITY;
  #grownAt = performance.now();
  #isGrowing = false;
  /** Users who could not be evaluated since one was. */
  #failures = 0;
  #wake = Promise.withResolvers<void>();

  constructor(parts: EvaluationParts, term: Term) {
    this.#parts = parts;
    this.#term = term;
    this.#noted = new NotedChanges(parts.changes, parts.store, parts.alarms);
    this.#watch = new StoreWatch(parts);
  }

  /** Tells it that a write of this process is over. */
  wake(): void {
    this.#wake.resolve();
  }

  /** How many users wait or are being evaluated. */
  get waiting(): number {
    return this.#due.size;
  }

  /** Whether readings that are newer than everybody's are found from now on, whoever writes them. */
  get hasLookedAround(): boolean {
    return this.#watch.hasLookedAround;
  }

  /** Users who could not be evaluated, and are tried again. */
  get failing(): number {
    return this.#due.aside;
  }

  /** Evaluates until the term is over. */
  async run(): Promise<void> {
    const { signal } = this.#term;
    let rulesAt = Number.NEGATIVE_INFINITY;
    let silenceAt = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      try {
        if (performance.now() - rulesAt >= RULES_MS) {
          await this.#refreshRules();
          rulesAt = performance.now();
        }
        for await (const due of this.#noted.takeUp(this.#parts.now())) this.#due.add(due);
        if (performance.now() - silenceAt >= SILENCE_MS) {
          for (const due of this.#watch.silent()) this.#due.add(due);
          silenceAt = performance.now();
        }
        try {
          await this.#evaluateAll();
        } finally {
          // Who cannot be evaluated does not keep the others waiting in the log.
          await this.#noted.forget();
        }
        await this.#goThroughUsers();
        await this.#lookAround();
      } catch (err) {
        if (signal.aborted) break;
        const isOutdated = err instanceof OutdatedError;
        rulesAt = Number.NEGATIVE_INFINITY;
        if (!isOutdated) this.#parts.log.warn({ err }, 'alarms cannot be evaluated; the service tries again');
        await sleep(isOutdated ? POLL_MS : RETRY_MS, undefined, { signal, ref: false }).catch(() => {});
      }
      if (this.#due.size === 0 && !this.#hasMoreUsers) await this.#pause();
    }
  }

  get #hasMoreUsers(): boolean {
    return this.#watch.isInHaste || (this.#allNote && this.#rules.some(({ doneUpTo }) => doneUpTo !== undefined));
  }

  get #allNote(): boolean {
    return performance.now() >= this.#allNoteFrom;
  }

  async #pause(): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([this.#term.signal, over.signal]);
    await Promise.race([
      this.#wake.promise,
      sleep(this.#rules.length === 0 ? RULES_MS : POLL_MS, undefined, { signal, ref: false }).catch(() => {}),
    ]);
    over.abort();
    this.#wake = Promise.withResolvers<void>();
  }

  /** Takes up rules that are new or have changed. */
  async #refreshRules(): Promise<void> {
    const rules = await this.#parts.rules.list();
    const versionsOf = (all: readonly StoredRule[]) => all.map(({ id, version }) => `${id} ${version}`).join();
    if (rules.length === 0) this.#allNoteFrom = Number.POSITIVE_INFINITY;
    else if (this.#allNoteFrom === Number.POSITIVE_INFINITY) {
      this.#allNoteFrom = performance.now() + this.#parts.othersLookMs;
    }
    const enabled = rules.filter((rule) => rule.enabled);
    if (versionsOf(enabled) !== versionsOf(this.#rules)) {
      this.#kept.clear();
      this.#watch.setRules(enabled);
    }
    this.#rules = enabled;
  }

  async #evaluateAll(): Promise<void> {
    this.#isGrowing = performance.now() - this.#grownAt >= GROWTH_MS;
    if (this.#isGrowing) this.#grownAt = performance.now();
    this.#failures = 0;
    const ends = await Promise.allSettled(Array.from({ length: WORKERS }, () => this.#work()));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async #work(): Promise<void> {
    const next = () => this.#due.next(performance.now());
    for (let due = next(); due !== undefined && !this.#term.signal.aborted; due = next()) {
      try {
        await this.#evaluate(due);
        this.#failures = 0;
        this.#noted.done(due.notes);
        this.#due.end(due);
      } catch (error) {
        await this.#failed(due, error);
      }
    }
  }

  /** One user who cannot be evaluated keeps nobody waiting. @throws unknown the error, when it is of all of them. */
  async #failed(due: DueUser, err: unknown): Promise<void> {
    const { userId, wholly, notes } = due;
    const { changes, log } = this.#parts;
    this.#kept.delete(userId);
    this.#failures += 1;
    if (err instanceof OutdatedError || this.#term.signal.aborted || this.#failures > WORKERS) {
      this.#due.giveBack(due);
      throw err;
    }
    const tries = this.#due.setAside(due, performance.now());
    if (tries % TRIES_TOLD === 1) {
      log.warn({ err, userId }, 'the alarms of a user cannot be evaluated; the service tries again');
    }
    // Nothing else would tell that this user is still to be evaluated by a rule that is new.
    if (notes.length > 0 || (wholly !== 'all' && wholly.size === 0)) return;
    await changes.end(await changes.begin({ users: [userId], window: ALL_TIME, isAboutUsers: true }), [userId]);
  }

  async #evaluate(due: DueUser): Promise<void> {
    const { store, alarms } = this.#parts;
    const { userId, window, wholly, cameAt } = due;
    const kept = this.#kept.get(userId);
    const isAll = wholly === 'all';
    const isWhole = isAll || wholly.size > 0;
    if (kept !== undefined && !isWhole && window !== undefined) {
      const now = this.#parts.now();
      const outcome = await evaluateOn(store, kept, window.from, now, cameAt, this.#isGrowing);
      if (outcome !== undefined) return this.#write(userId, outcome, cameAt);
    }
    this.#kept.delete(userId);
    // What is changed of a user comes as a whole.
    const user = kept !== undefined && !isAll ? kept.user : await store.user(userId);
    if (user === undefined) {
      await alarms.deleteUsers([userId]);
      this.#watch.forget(userId);
      return;
    }
    const alarmsFrom = (instant: number) => alarms.ofUser(userId, instant);
    const anew = this.#rules.filter(({ id }) => isAll || wholly.has(id));
    if (anew.length > 0) {
      const outcome = await evaluateAgain(store, user, anew, ALL_TIME, alarmsFrom, this.#parts.now(), cameAt);
      await this.#write(userId, anew.length === this.#rules.length ? outcome : { ...outcome, kept: undefined }, cameAt);
    }
    const rest = this.#rules.filter(({ id }) => !isAll && !wholly.has(id));
    if (rest.length > 0 && window !== undefined) {
      const now = this.#parts.now();
      // Read to the end, somebody who is sending now can be followed.
      const changed = window.to > now - FRESH_MS ? { from: window.from, to: ALL_TIME.to } : window;
      const outcome = await evaluateAgain(store, user, rest, changed, alarmsFrom, now, cameAt);
      await this.#write(userId, rest.length === this.#rules.length ? outcome : { ...outcome, kept: undefined }, cameAt);
    }
  }

  async #write(userId: number, { changes, kept, newest }: UserOutcome, cameAt: number): Promise<void> {
    const { alarms, onTold } = this.#parts;
    if (changes.length > 0) {
      const now = this.#parts.now();
      const ruleIds = new Set(changes.map(({ alarm: { ruleId } }) => ruleId));
      const unchanged = this.#rules.filter(({ id }) => ruleIds.has(id)).map(isUnchangedRule);
      if (!(await alarms.apply([this.#term.guard, ...unchanged], changes, now))) throw new OutdatedError();
      onTold(changes, now - cameAt);
    }
    if (newest !== undefined) this.#watch.heard(userId, newest);
    if (kept !== undefined) this.#kept.put(userId, kept);
  }

  /** Goes on with everybody by the rules that are new: together by those that have come as far. */
  async #goThroughUsers(): Promise<void> {
    const [first] = this.#rules.flatMap(({ doneUpTo }) => doneUpTo ?? []).sort((one, other) => one - other);
    if (first === undefined || !this.#allNote) return;
    const rules = this.#rules.filter(({ doneUpTo }) => doneUpTo === first);
    const ids = new Set(rules.map(({ id }) => id));
    const cameAt = this.#parts.now();
    const users = this.#parts.store.users(first);
    const step = async (userIds: readonly number[]) => {
      for (const userId of userIds) this.#due.add({ userId, window: undefined, wholly: ids, cameAt, notes: [] });
      await this.#evaluateAll();
    };
    const doneUpTo = await stepThroughUsers(users, step, this.#term.signal);
    if (this.#term.signal.aborted) return;
    await this.#parts.rules.setDoneUpTo(rules, doneUpTo, this.#term.guard);
    this.#rules = this.#rules.map((each) => (ids.has(each.id) ? { ...each, doneUpTo } : each));
  }

  /** Evaluates some of those whose readings nobody has told of. */
  async #lookAround(): Promise<void> {
    for (const due of await this.#watch.nextPage()) this.#due.add(due);
    await this.#evaluateAll();
  }
}
