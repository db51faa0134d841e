import type { CohortMember, PeakAverage, Store } from '../store/store.ts';
import type { WindowInput } from '../window/window.ts';
import { percentile } from './percentile.ts';

const CALLS = 20;

/** The first query: men older than 24 whose average of the year is above 60 bpm. */
export const DEMO_COHORT = { minAge: 24, gender: 'male', minHeartRate: 60 } as const;
/** The user of the second query. */
export const DEMO_USER = 99;
/** A year of whole months. */
export const DEMO_WINDOW = { from: '2023-01-01', to: '2024-01-01' } as const;

/** How long calls took, in milliseconds. */
export interface CallTimes {
  readonly p50: number;
  readonly p95: number;
}

export interface DemoAnswers {
  readonly members: readonly CohortMember[];
  readonly peaks: readonly PeakAverage[];
  readonly queryUsers: { readonly aligned: CallTimes; readonly ragged: CallTimes };
  readonly queryTop: { readonly aligned: CallTimes; readonly ragged: CallTimes };
}

/** Runs both queries, 20 times each over the year and over 20 windows with varying ragged ends. */
export async function askDemoQueries(store: Store, signal: AbortSignal): Promise<DemoAnswers> {
  const users = (window: WindowInput) => () => store.queryUsers({ ...DEMO_COHORT, ...window });
  const top = (window: WindowInput) => () => store.queryTop({ userId: DEMO_USER, ...window });
  const aligned = Array.from({ length: CALLS }, () => DEMO_WINDOW);
  const ragged = Array.from({ length: CALLS }, (_, call) => raggedWindow(call));
  return {
    members: await store.queryUsers({ ...DEMO_COHORT, ...DEMO_WINDOW, details: true }),
    peaks: await store.queryTop({ userId: DEMO_USER, ...DEMO_WINDOW, details: true }),
    queryUsers: { aligned: await times(aligned.map(users), signal), ragged: await times(ragged.map(users), signal) },
    queryTop: { aligned: await times(aligned.map(top), signal), ragged: await times(ragged.map(top), signal) },
  };
}

/** Nearly the year, with ends inside an hour that vary with each call, so that no answer is cached. */
function raggedWindow(call: number): WindowInput {
  const minutes = 60_000;
  const from = Date.parse('2023-01-01T00:17:23.456Z') + call * 1003 * minutes;
  const to = Date.parse('2023-12-31T23:41:37.789Z') - call * 997 * minutes;
  return { from: new Date(from), to: new Date(to) };
}

async function times(calls: readonly (() => Promise<unknown>)[], signal: AbortSignal): Promise<CallTimes> {
  const taken: number[] = [];
  for (const call of calls) {
    signal.throwIfAborted();
    const started = performance.now();
    await call();
    taken.push(performance.now() - started);
  }
  return { p50: percentile(taken, 0.5), p95: percentile(taken, 0.95) };
}
