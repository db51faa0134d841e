import type { FastifyBaseLogger } from 'fastify';
import type { User } from '../../model/user.ts';
import type { CohortMember, CohortQuery, PeakAverage, Store, TopQuery } from '../../store/store.ts';
import type { StoreStats } from '../../store/store-stats.ts';
import { requireWindow } from '../../window/window.ts';
import { overloaded } from '../problems/service-error.ts';
import type { Metrics } from './metrics.ts';
import type { RequestTrace } from './tracing.ts';

/** What of a store changes nothing. */
export type ReadableStore = Pick<
  Store,
  'queryUsers' | 'queryTop' | 'readings' | 'averages' | 'getUser' | 'listUsers' | 'stats' | 'verify'
>;

/** The request for which something is asked. */
export interface Asker {
  readonly log: FastifyBaseLogger;
  readonly trace: RequestTrace;
}

interface Watch {
  readonly metrics: Metrics;
  readonly maxQuestions: number;
  readonly slowQueryMs: number;
}

type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** The questions to a store: so many at a time, measured, and the slow ones in the log without personal data. */
export class Questions {
  readonly #store: ReadableStore;
  readonly #watch: Watch;
  #atWork = 0;

  constructor(store: ReadableStore, watch: Watch) {
    this.#store = store;
    this.#watch = watch;
  }

  get atWork(): number {
    return this.#atWork;
  }

  queryUsers(query: CohortQuery, asker: Asker): Promise<CohortMember[]> {
    const { minAge, minHeartRate, gender } = query;
    const parameters = {
      ...span(query),
      minAge,
      minHeartRate,
      gender: [gender ?? []].flat().join(','),
      ofDay: query.asOf !== undefined,
    };
    return this.ask('query_users', asker, parameters, () => this.#store.queryUsers({ ...query, details: true }));
  }

  queryTop(query: TopQuery & { readonly details: true }, asker: Asker): Promise<PeakAverage[]>;
  queryTop(query: TopQuery, asker: Asker): Promise<number[] | PeakAverage[]>;
  queryTop(query: TopQuery, asker: Asker): Promise<number[] | PeakAverage[]> {
    const { limit, timezone, details } = query;
    return this.ask<number[] | PeakAverage[]>('query_top', asker, { ...span(query), limit, timezone, details }, () =>
      this.#store.queryTop(query),
    );
  }

  getUser(id: number, asker: Asker): Promise<User | undefined> {
    return this.ask('get_user', asker, {}, () => this.#store.getUser(id));
  }

  stats(asker: Asker): Promise<StoreStats> {
    return this.ask('stats', asker, {}, () => this.#store.stats());
  }

  /** The items of a long answer; the first of them is there when the promise settles, and so are the errors. */
  async stream<T>(
    question: string,
    asker: Asker,
    open: (store: ReadableStore) => AsyncIterable<T>,
  ): Promise<{ readonly isEmpty: boolean; readonly items: AsyncGenerator<T> }> {
    const items = open(this.#store)[Symbol.asyncIterator]();
    const first = await this.ask(question, asker, {}, () => items.next());
    return {
      isEmpty: first.done === true,
      items: (async function* () {
        try {
          if (first.done === true) return;
          yield first.value;
          for (let next = await items.next(); next.done !== true; next = await items.next()) yield next.value;
        } finally {
          await items.return?.();
        }
      })(),
    };
  }

  /** @throws ServiceError `OVERLOADED` when too many questions are at work. */
  async ask<T>(
    question: string,
    asker: Asker,
    parameters: Parameters,
    work: (store: ReadableStore) => Promise<T>,
  ): Promise<T> {
    const { metrics, maxQuestions, slowQueryMs } = this.#watch;
    const { log, trace } = asker;
    if (this.#atWork >= maxQuestions) throw overloaded('too many questions at once; ask again in a moment');
    this.#atWork += 1;
    const started = performance.now();
    let outcome: 'answered' | 'failed' = 'failed';
    try {
      const answer = await trace.span(question, () => work(this.#store));
      outcome = 'answered';
      return answer;
    } finally {
      this.#atWork -= 1;
      const ms = performance.now() - started;
      metrics.question(question, outcome, ms / 1000);
      if (ms > slowQueryMs) log.warn({ question, outcome, ms: Math.round(ms), ...parameters }, 'slow question');
    }
  }
}

/** How long a window is: what makes a question slow, and tells nothing about anybody. */
function span({ from, to }: Pick<CohortQuery, 'from' | 'to'>): { readonly days: number } {
  const window = requireWindow({ from, to });
  return { days: Math.round((window.to - window.from) / 864_000) / 100 };
}
