import type { FastifyBaseLogger } from 'fastify';
import type { StateDatabase } from '../../state/state-database.ts';
import type { Store, WatchOptions } from '../../store/store.ts';
import type { ReadableStore } from '../reads/read-gate.ts';
import { keepFresh } from '../state/keep-fresh.ts';
import { LEADS, type Leadership, leadsValues } from '../state/leader.ts';
import { AlarmEvaluation } from './alarm-evaluation.ts';
import { AlarmList } from './alarm-list.ts';
import { AlarmStore } from './alarm-store.ts';
import { ChangeLog, type NotedChange, type WrittenTo } from './change-log.ts';
import { evaluatedStore } from './evaluated-store.ts';
import type { Notes } from './noting-store.ts';
import { repairAlarms } from './repair-alarms.ts';
import { repairDaily } from './repair-daily.ts';
import { RuleStore } from './rule-store.ts';
import type { NamedChange } from './user-evaluation.ts';
import { type AlarmReport, type VerificationParts, verifyAlarms } from './verify-alarms.ts';

/** How often it is looked whether this service leads, and whether there are rules. */
const LOOK_MS = 500;
/** How often it is said that the writes under way are so still. */
const RENEW_MS = 2000;
/** Writes that wait to be noted; while the state is away for longer, further ones become one of everybody. */
const MAX_UNNOTED = 100;

/** The alarms of a service: its writes are noted, and evaluated by the service that leads. */
export class AlarmService implements Notes {
  readonly rules: RuleStore;
  readonly list: AlarmList;
  readonly store: AlarmStore;
  readonly #changes: ChangeLog;
  readonly #evaluated: ReturnType<typeof evaluatedStore>;
  readonly #onTold: (changes: readonly NamedChange[], delayMs: number) => void;
  readonly #log: FastifyBaseLogger;
  readonly #isShared: boolean;
  readonly #lookMs: number | undefined;
  readonly #store: Store;
  readonly #stopped = new AbortController();
  /** Writes that the state could not take note of; noted when it is there again. */
  readonly #unnoted: WrittenTo[] = [];
  #hasRules = false;
  /** Whether the state is known to be away: no write waits for it then. */
  #isAway = false;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #evaluation: { readonly work: AlarmEvaluation; readonly running: Promise<unknown> } | undefined;
  #endLooking: (() => Promise<void>) | undefined;

  constructor(
    state: StateDatabase,
    store: Store,
    log: FastifyBaseLogger,
    onTold: (changes: readonly NamedChange[], delayMs: number) => void,
    /** How often it is looked for what other programs have written into the store; 0 is never. */
    lookMs = 0,
  ) {
    this.rules = new RuleStore(state);
    this.list = new AlarmList(state);
    this.store = new AlarmStore(state);
    this.#changes = new ChangeLog(state);
    this.#evaluated = evaluatedStore(store);
    this.#store = store;
    this.#onTold = onTold;
    this.#log = log;
    this.#isShared = state.isShared;
    this.#lookMs = store.capabilities.hasOtherWriters && lookMs > 0 ? lookMs : undefined;
  }

  /** Users who wait to be evaluated; 0 where another service does that. */
  get waiting(): number {
    return this.#evaluation?.work.waiting ?? 0;
  }

  /** Users whose alarms cannot be evaluated, and who are tried again; 0 where another service does that. */
  get failing(): number {
    return this.#evaluation?.work.failing ?? 0;
  }

  /**
   * Begins to evaluate whenever this service leads.
   *
   * @param tell Tells people of alarms until its signal is aborted; never rejects.
   */
  async start(leadership: Leadership, tell: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const look = async () => {
      await this.#refresh();
      const { lease } = leadership;
      if (lease === undefined || this.#evaluation !== undefined || this.#stopped.signal.aborted) return;
      const signal = AbortSignal.any([lease.signal, this.#stopped.signal]);
      const work = new AlarmEvaluation(
        {
          store: this.#evaluated,
          rules: this.rules,
          alarms: this.store,
          changes: this.#changes,
          log: this.#log,
          now: Date.now,
          onTold: this.#onTold,
          othersLookMs: this.#isShared ? 4 * LOOK_MS : 0,
          lookMs: this.#lookMs,
        },
        {
          guard: { text: `SELECT 1 WHERE ${LEADS}`, values: leadsValues(lease) },
          signal,
        },
      );
      const running = Promise.all([work.run(), tell(signal), this.#repairDaily(work, signal)]).finally(() => {
        this.#evaluation = undefined;
      });
      this.#evaluation = { work, running };
    };
    if (!this.#isShared) await this.#changes.endOthers();
    await look();
    this.#endLooking = keepFresh(look, { log: this.#log, ms: LOOK_MS });
  }

  /** Tells at once that rules have changed here. */
  async rulesChanged(): Promise<void> {
    await this.#refresh();
    this.#evaluation?.work.wake();
  }

  async around<T>(
    written: WrittenTo,
    write: () => Promise<T>,
    narrow: () => Pick<WrittenTo, 'users'> = () => written,
  ): Promise<T> {
    const isNoted = this.#hasRules || written.isDeletion;
    const note = !isNoted ? null : this.#isAway ? undefined : await this.#begin(written);
    try {
      return await write();
    } finally {
      const changed = { ...written, ...narrow() };
      // Nobody waits for it: should it fail, the note stands until the write is taken for abandoned.
      if (note) void this.#end(note, changed);
      // The first rule may have come while it was being written.
      else if (note === undefined || this.#hasRules) this.#noteLater(changed);
    }
  }

  /** Compares all alarms with the readings. @throws PulsebaseError `ABORTED`, or what the store or the state throws. */
  async verify(store: ReadableStore, watch: WatchOptions): Promise<AlarmReport> {
    return (await verifyAlarms(await this.#compared(store), watch)).report;
  }

  /** The same, and mends what differs. */
  async repair(store: ReadableStore, watch: WatchOptions): Promise<AlarmReport> {
    return repairAlarms(await this.#compared(store), watch);
  }

  async #compared(store: ReadableStore): Promise<VerificationParts> {
    const { users, firstReading, lastReading } = await store.stats();
    const stretch = { from: firstReading?.getTime() ?? 0, to: lastReading?.getTime() ?? 0 };
    const { rules, store: alarms } = this;
    return { store: evaluatedStore(store), rules, alarms, changes: this.#changes, total: users, stretch };
  }

  /** How long ago the first write came that has not been evaluated, in milliseconds. */
  oldestNotedMs(): Promise<number> {
    return this.#changes.oldestMs();
  }

  async dropped(instant: number): Promise<void> {
    await this.rules.beginNotBefore(instant);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#endLooking?.();
    await this.#evaluation?.running;
  }

  async #repairDaily(work: AlarmEvaluation, signal: AbortSignal): Promise<void> {
    if (this.#lookMs === undefined) return;
    // What is written behind the comparison is found by the looks.
    const begin = async () => (this.#hasRules && work.hasLookedAround ? this.#compared(this.#store) : undefined);
    await repairDaily(begin, this.#log, signal);
  }

  async #begin(written: WrittenTo): Promise<NotedChange | undefined> {
    try {
      return await this.#changes.begin(written);
    } catch {
      this.#isAway = true;
      return undefined;
    }
  }

  #noteLater(written: WrittenTo): void {
    const last = this.#unnoted.at(-1);
    if (last === undefined || this.#unnoted.length < MAX_UNNOTED) {
      this.#unnoted.push(written);
      return;
    }
    const window = {
      from: Math.min(last.window.from, written.window.from),
      to: Math.max(last.window.to, written.window.to),
    };
    const isAboutUsers = last.isAboutUsers || written.isAboutUsers;
    this.#unnoted[this.#unnoted.length - 1] = { users: 'all', window, isAboutUsers };
  }

  async #end(note: NotedChange, { users }: Pick<WrittenTo, 'users'>): Promise<void> {
    try {
      await this.#changes.end(note, users);
      this.#evaluation?.work.wake();
    } catch (err) {
      this.#log.warn({ err }, 'a write is evaluated late: the state of the service could not be told that it is over');
    }
  }

  async #refresh(): Promise<void> {
    this.#hasRules = await this.rules.areThere();
    this.#isAway = false;
    if (performance.now() - this.#renewedAt >= RENEW_MS) {
      await this.#changes.renew();
      this.#renewedAt = performance.now();
    }
    for (let written = this.#unnoted.shift(); written !== undefined; written = this.#unnoted.shift()) {
      try {
        await this.#changes.end(await this.#changes.begin(written), written.users);
      } catch (error) {
        this.#unnoted.unshift(written);
        throw error;
      }
    }
  }
}
