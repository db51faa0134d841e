import { PulsebaseError } from '../../../../../src/model/pulsebase-error.ts';
import type { Reading } from '../../../../../src/model/reading.ts';
import type { Store } from '../../../../../src/store/store.ts';
import { bucketOf, LEVELS } from '../../../../../src/window/bucket.ts';
import type { WindowInput } from '../../../../../src/window/window.ts';
import { collect } from '../../../../conformance/collect.ts';
import type { Scene } from './scene.ts';

/** Something that one asks a store. */
export interface Question {
  ask(store: Store, scene: Scene): Promise<unknown>;
  /** Whether the answer is a list that comes piece by piece: what is written meanwhile may be in some of its items. */
  readonly isStream?: boolean;
  /** Whether it is only right where nobody writes meanwhile. */
  readonly isEstimate?: boolean;
  /** Whether it is answered from the parts alone, so that asking it flushes. */
  readonly isOfParts?: boolean;
}

/** Whole months. */
const whole = (scene: Scene): WindowInput => ({ from: '2020-01-01', to: new Date(scene.month(1) - 1) });
/** From the middle of an hour weeks ago into the hour of the newest readings, and past them. */
const ragged = (scene: Scene): WindowInput => ({ from: scene.at(-1440 * 30 + 7), to: scene.at(35) });
/** The same, and readings come after it. */
const cut = (scene: Scene): WindowInput => ({ from: scene.at(-1440 + 6), to: scene.at(1.5) });
/** Within one hour. */
const short = (scene: Scene): WindowInput => ({ from: scene.at(0.5), to: scene.at(30) });

const WINDOWS = { whole, ragged, cut, short };

function ofEachWindow(
  name: string,
  ask: (store: Store, scene: Scene, window: WindowInput) => Promise<unknown>,
): Record<string, Question> {
  return Object.fromEntries(
    Object.entries(WINDOWS).map(([key, window]) => [
      `${name} (${key} window)`,
      { ask: (store: Store, scene: Scene) => ask(store, scene, window(scene)) },
    ]),
  );
}

/** Every kind of question that there is. */
export const QUESTIONS: Readonly<Record<string, Question>> = {
  ...ofEachWindow('queryUsers', (store, _, window) => store.queryUsers({ ...window, minHeartRate: 0, details: true })),
  'queryUsers of some': {
    ask: (store, scene) => store.queryUsers({ ...ragged(scene), minHeartRate: 60, minAge: 30, gender: 'female' }),
  },
  ...ofEachWindow('queryUsers with readings on some days', (store, _, window) =>
    store.queryUsers({ ...window, minHeartRate: 0, minReadings: 3, minDays: 2, details: true }),
  ),
  ...ofEachWindow('queryTop with enough readings', (store, { ann }, window) =>
    store.queryTop({ ...window, userId: ann, minReadings: 2, details: true }),
  ),
  ...ofEachWindow('queryTop', (store, { ann }, window) => store.queryTop({ ...window, userId: ann, details: true })),
  'queryTop of many hours': { ask: (store, scene) => store.queryTop({ ...cut(scene), userId: scene.ann, limit: 1 }) },
  'queryTop by external id': {
    ask: (store, scene) => store.queryTop({ ...ragged(scene), user: scene.name(scene.ann) }),
  },
  'queryTop of a zone half an hour off': {
    ask: (store, scene) =>
      store.queryTop({ ...ragged(scene), userId: scene.ann, timezone: 'Asia/Kolkata', details: true }),
  },
  ...ofEachWindow('averages by month', (store, { ann }, window) => collect(store.averages(ann, window, 'month'))),
  'averages by day': { ask: (store, scene) => collect(store.averages(scene.ann, ragged(scene), 'day')) },
  'averages by hour': { ask: (store, scene) => collect(store.averages(scene.ann, ragged(scene), 'hour')) },
  ...ofEachWindow('timeline', (store, { ann }, window) => store.timeline(ann, window)),
  'timeline by 10 seconds': {
    ask: (store, scene) => store.timeline(scene.ann, short(scene), { level: '10-seconds' }),
  },
  'timeline by 10 minutes': {
    ask: (store, scene) => store.timeline(scene.ann, cut(scene), { level: '10-minutes' }),
  },
  // Read piece by piece.
  'distribution of a user': {
    ask: (store, scene) => store.distribution({ ...ragged(scene), userId: scene.ann, zones: [50, 70] }),
    isEstimate: true,
    isOfParts: true,
  },
  'distribution of everybody': {
    ask: (store, scene) => store.distribution({ ...cut(scene), zones: [50, 70] }),
    isEstimate: true,
    isOfParts: true,
  },
  'quality of a user': {
    ask: (store, scene) => store.quality({ ...ragged(scene), userId: scene.ann, minMinutesOfHour: 1 }),
    isEstimate: true,
  },
  'averages by day of a zone': {
    ask: (store, scene) => collect(store.averages(scene.ann, ragged(scene), 'day', { timezone: 'America/New_York' })),
  },
  'averages by hour of a zone half an hour off': {
    ask: (store, scene) => collect(store.averages(scene.ann, ragged(scene), 'hour', { timezone: 'Asia/Kolkata' })),
    isStream: true,
  },
  readings: { ask: (store, scene) => collect(store.readings(scene.ann, ragged(scene))), isStream: true },
  'a dry run': {
    ask: (store, scene) => {
      const [ann, bob] = [scene.ann, scene.bob];
      const rows = [scene.reading(ann, 1, 62), scene.reading(ann, 31, 44), scene.reading(bob, 33, 81)];
      return store.ingest(rows, { dryRun: true });
    },
    isEstimate: true,
  },
  getUser: { ask: (store, { ann }) => store.getUser(ann) },
  'getUser by external id': { ask: (store, scene) => store.getUser(scene.name(scene.ann)) },
  identifyUsers: {
    ask: (store, scene) => store.identifyUsers([scene.ann, scene.name(scene.bob), scene.newcomer]),
  },
  listUsers: { ask: (store) => collect(store.listUsers()) },
  scan: { ask: (store, scene) => scanned(store, ragged(scene)), isStream: true, isOfParts: true },
  stats: { ask: counted, isOfParts: true },
};

/** The answer to a question, or the code of its error. */
export async function answer(question: Question, store: Store, scene: Scene): Promise<unknown> {
  try {
    return await question.ask(store, scene);
  } catch (error) {
    if (error instanceof PulsebaseError && error.code === 'USER_NOT_FOUND') return error.code;
    throw error;
  }
}

/** All readings in a window, in order. */
async function scanned(store: Store, window: WindowInput): Promise<Reading[]> {
  const found: Reading[] = [];
  if (store.scan === undefined) {
    for await (const { id } of store.listUsers()) found.push(...(await collect(store.readings(id, window))));
    return found;
  }
  for await (const { length, userIds, timestamps, heartRates } of store.scan(window)) {
    for (let at = 0; at < length; at += 1) {
      const [userId, timestamp] = [userIds[at]!, new Date(timestamps[at]!)];
      found.push({ userId, timestamp, heartRate: heartRates[at]! / 1000 });
    }
  }
  return found.sort((a, b) => a.userId - b.userId || a.timestamp.getTime() - b.timestamp.getTime());
}

/** What a store says of how much it holds; of one without roll-ups, how many it would have. */
async function counted(store: Store): Promise<unknown> {
  const { users, readings, firstReading, lastReading, rollups } = await store.stats();
  const counts = { users, readings, firstReading, lastReading };
  if (store.scan !== undefined) return { ...counts, rollups };
  const all = await scanned(store, { from: '1970-01-01', to: '2099-12-31' });
  const buckets = LEVELS.map((level) => {
    const keys = all.map(({ userId, timestamp }) => `${userId} ${bucketOf(level, timestamp.getTime())}`);
    return [level, new Set(keys).size];
  });
  return { ...counts, rollups: Object.fromEntries(buckets) };
}
