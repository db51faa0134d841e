import type { FastifyBaseLogger } from 'fastify';
import type { StoreStats } from '../../engine/store-stats.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { User } from '../../model/user.ts';
import { userNotFound } from '../../model/user-not-found.ts';
import type { UserRef } from '../../model/user-ref.ts';
import type { CohortMember, CohortQuery, PeakAverage, Store, TopQuery } from '../../store/store.ts';
import { overloaded } from '../problems/service-error.ts';
import { externalIdOf } from '../schemas/external-id-of.ts';
import type { Metrics } from '../watch/metrics.ts';
import type { RequestTrace } from '../watch/tracing.ts';
import { span } from './span.ts';

/** The read-only part of a store. */
export type ReadableStore = Pick<
  Store,
  | 'identifyUsers'
  | 'queryUsers'
  | 'queryTop'
  | 'readings'
  | 'scan'
  | 'scanParquet'
  | 'averages'
  | 'timeline'
  | 'distribution'
  | 'quality'
  | 'newestReadings'
  | 'getUser'
  | 'listUsers'
  | 'stats'
  | 'verify'
  | 'diagnose'
>;

/** The request that a query belongs to. */
export interface Caller {
  readonly log: FastifyBaseLogger;
  readonly trace: RequestTrace;
}

interface Watch {
  readonly metrics: Metrics;
  readonly maxQueries: number;
  readonly slowQueryMs: number;
}

/** The items of a long answer, while they are read. */
export interface OpenStream<T> extends AsyncIterableIterator<T, undefined> {
  return(): Promise<IteratorReturnResult<undefined>>;
}

type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** Runs the queries of a store: limits their number, measures them, and logs the slow ones without personal data. */
export class ReadGate {
  readonly #store: ReadableStore;
  readonly #watch: Watch;
  #atWork = 0;
  #streams = 0;

  constructor(store: ReadableStore, watch: Watch) {
    this.#store = store;
    this.#watch = watch;
  }

  get atWork(): number {
    return this.#atWork;
  }

  /** Long answers that are being read. */
  get streams(): number {
    return this.#streams;
  }

  queryUsers(query: CohortQuery, caller: Caller): Promise<CohortMember[]> {
    const { minAge, minHeartRate, minReadings, minDays, gender } = query;
    const parameters = {
      ...span(query),
      minAge,
      minHeartRate,
      minReadings,
      minDays,
      gender: [gender ?? []].flat().join(','),
      ofDay: query.asOf !== undefined,
    };
    return this.run('query_users', caller, parameters, () => this.#store.queryUsers({ ...query, details: true }));
  }

  queryTop(query: TopQuery & { readonly details: true }, caller: Caller): Promise<PeakAverage[]>;
  queryTop(query: TopQuery, caller: Caller): Promise<number[] | PeakAverage[]>;
  queryTop(query: TopQuery, caller: Caller): Promise<number[] | PeakAverage[]> {
    const { limit, minReadings, timezone, details } = query;
    const parameters = { ...span(query), limit, minReadings, timezone, details };
    return this.run<number[] | PeakAverage[]>('query_top', caller, parameters, () => this.#store.queryTop(query));
  }

  /**
   * Returns the id of the user in a path.
   *
   * @throws PulsebaseError `USER_NOT_FOUND` when nobody has its external id.
   */
  async userId(named: number | string, caller: Caller): Promise<number> {
    if (typeof named === 'number') return named;
    const externalId = externalIdOf(named);
    const [user] = await this.run('get_user', caller, {}, () => this.#store.identifyUsers([externalId]));
    // The store accepts plain digits as a user id too; here they can only be an external id.
    if (user?.externalId !== externalId) throw userNotFound(externalId);
    return user.id;
  }

  /**
   * Returns the ids of users.
   *
   * @throws PulsebaseError `USER_NOT_FOUND` when one of them does not exist.
   */
  async userIds(users: readonly UserRef[], caller: Caller): Promise<number[]> {
    const found = await this.run('get_user', caller, {}, () => this.#store.identifyUsers(users));
    return found.map((user, at) => {
      if (user === undefined) throw userNotFound(users[at]!);
      return user.id;
    });
  }

  async externalId(userId: number, caller: Caller): Promise<string | null> {
    const [user] = await this.run('get_user', caller, {}, () => this.#store.identifyUsers([userId]));
    return user?.externalId ?? null;
  }

  getUser(id: number, caller: Caller): Promise<User | undefined> {
    return this.run('get_user', caller, {}, () => this.#store.getUser(id));
  }

  stats(caller: Caller): Promise<StoreStats> {
    return this.run('stats', caller, {}, () => this.#store.stats());
  }

  /**
   * Returns the items of a long answer; the first one has been read when the promise resolves, so that early errors reject it.
   * Call `return` unless they are read to the end.
   *
   * @throws ServiceError `OVERLOADED` when too many are being read: each holds a page of the store in memory.
   */
  async stream<T>(
    query: string,
    caller: Caller,
    open: (store: ReadableStore) => AsyncIterable<T>,
  ): Promise<OpenStream<T>> {
    if (this.#streams >= this.#watch.maxQueries) throw overloaded('too many long answers at once; ask again later', 5);
    this.#streams += 1;
    const items = open(this.#store)[Symbol.asyncIterator]();
    let isOpen = true;
    const end = async () => {
      if (!isOpen) return;
      isOpen = false;
      this.#streams -= 1;
      await items.return?.();
    };
    let first: IteratorResult<T, unknown> | undefined;
    try {
      first = await this.run(query, caller, {}, () => items.next());
    } catch (error) {
      await end();
      throw error;
    }
    if (first.done === true) await end();
    const stream: OpenStream<T> = {
      async next() {
        const next = first ?? (await items.next());
        first = undefined;
        if (next.done !== true) return next;
        await end();
        return { done: true, value: undefined };
      },
      async return() {
        await end();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => stream,
    };
    return stream;
  }

  /** @throws ServiceError `OVERLOADED` when too many queries are running. */
  async run<T>(
    query: string,
    caller: Caller,
    parameters: Parameters,
    work: (store: ReadableStore) => Promise<T>,
  ): Promise<T> {
    const { metrics, maxQueries, slowQueryMs } = this.#watch;
    const { log, trace } = caller;
    if (this.#atWork >= maxQueries) throw overloaded('too many queries at once; ask again in a moment');
    this.#atWork += 1;
    const started = performance.now();
    let outcome: 'answered' | 'failed' = 'failed';
    try {
      const answer = await trace.span(query, () => work(this.#store));
      outcome = 'answered';
      return answer;
    } catch (error) {
      // That a user is unknown is an answer too.
      if (error instanceof PulsebaseError && error.code === 'USER_NOT_FOUND') outcome = 'answered';
      throw error;
    } finally {
      this.#atWork -= 1;
      const ms = performance.now() - started;
      metrics.query(query, outcome, ms / 1000);
      if (ms > slowQueryMs) log.warn({ query, outcome, durationMs: Math.round(ms), ...parameters }, 'slow query');
    }
  }
}
