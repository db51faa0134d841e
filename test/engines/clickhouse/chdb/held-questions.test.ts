import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_OPTIONS } from '../../../../src/config/default-options.ts';
import { openChdb } from '../../../../src/engines/clickhouse/chdb/open-chdb.ts';
import { createStore } from '../../../../src/store/create-store.ts';
import type { Receipt, Store } from '../../../../src/store/store.ts';
import { MemoryEngine } from '../../../reference/memory-engine.ts';
import { answer, QUESTIONS, type Question } from './held/questions.ts';
import { Scene } from './held/scene.ts';
import { type Place, StatementHolder } from './held/statement-holder.ts';
import { WRITES, type Write } from './held/writes.ts';

type Named = readonly [name: string, question: Question];

const RULES = { minHeartRate: 20_000, maxHeartRate: 300_000 };
const ALL: readonly Named[] = Object.entries(QUESTIONS);
/** Where the readings of a scene are when questions are asked; those that flush first would change that for the others. */
const STATES = {
  'in the parts': ALL,
  'in the parts and in the memtable': ALL.filter(([, { isOfParts }]) => isOfParts !== true),
} as const;

type State = keyof typeof STATES;

/** Those whose answers are put together from what is in memory. */
const CACHED = ALL.filter(([name]) => name.startsWith('query'));

const MOMENTS = ['before', 'after'] as const;

/** Statements at which questions are held, in turn. The later ones of a long question are further pages of its answer. */
const STATEMENTS = 2;

describe('every question that is held while something is written', () => {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-held-'));
  const holder = new StatementHolder();
  const model = createStore(new MemoryEngine(), RULES);
  let store: Store;
  let scenes = 0;

  before(async () => {
    const options = { ...DEFAULT_OPTIONS, durable: false, onWarning: (problem: string) => assert.fail(problem) };
    // Nothing is flushed unless something needs it in the parts.
    const flushPolicy = { limit: DEFAULT_OPTIONS.memtableLimit, after: undefined };
    store = createStore(await openChdb(`chdb:${directory}`, options, { ...holder.parts, flushPolicy }), RULES);
  });

  after(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  afterEach(() => both((either) => either.deleteUsers(Array.from({ length: 10 * scenes + 10 }, (_, at) => at + 1))));

  const flush = () => store.stats();

  /** Does the same to the store and to the model, which must say the same. */
  async function both(work: (store: Store) => Promise<unknown>): Promise<void> {
    const [done, expected] = [await work(store), await work(model)];
    assert.deepEqual(done, expected);
  }

  async function newScene(state: State): Promise<Scene> {
    scenes += 1;
    const scene = new Scene(scenes);
    await both((either) => scene.putUsers(either));
    await both((either) => scene.ingestOld(either));
    if (state === 'in the parts and in the memtable') await flush();
    await both((either) => scene.ingestRecent(either));
    if (state === 'in the parts') await flush();
    return scene;
  }

  async function check(scene: Scene, questions: readonly Named[], when: string): Promise<void> {
    const answers = await Promise.all(questions.map(([, question]) => answer(question, store, scene)));
    for (const [at, [name, question]] of questions.entries()) {
      assert.deepEqual(answers[at], await answer(question, model, scene), `${name}: ${when}`);
    }
  }

  /**
   * Asks each question once for each moment, and holds it at its statement of that number.
   *
   * @returns Those of the questions that have the statement.
   */
  async function holdDuring(
    write: Write,
    scene: Scene,
    questions: readonly Named[],
    statement: number,
    moments: readonly Place['moment'][] = MOMENTS,
  ): Promise<readonly Named[]> {
    const answersOf = () => Promise.all(questions.map(([, question]) => answer(question, model, scene)));
    const states = [await answersOf()];
    const asked = questions.flatMap(([, question]) =>
      moments.map((moment) => ({ ask: () => answer(question, store, scene), place: { statement, moment } })),
    );
    const answers = await holder.ask(asked, async () => {
      if (write.first !== undefined) {
        await both((either) => write.first!(either, scene));
        states.push(await answersOf());
      }
      await both((either) => write.write(either, scene));
      states.push(await answersOf());
    });
    const answersTo = (at: number) => answers.slice(at * moments.length, (at + 1) * moments.length);
    for (const [at, [name, question]] of questions.entries()) {
      if (question.isEstimate) continue;
      const possible = states.map((state) => state[at]);
      for (const [which, { answer: found }] of answersTo(at).entries()) {
        if (question.isStream ? isBetween(found, possible) : isOneOf(found, possible)) continue;
        const held = `held ${moments[which]} its statement ${statement}`;
        assert.deepEqual(found, possible.at(-1), `${name}, ${held}: the answer of no state; that of the last is shown`);
      }
    }
    await check(scene, questions, 'asked again');
    if (statement === 1) {
      await flush();
      await check(scene, questions, 'asked again after a flush');
    }
    return questions.filter((_, at) => answersTo(at).some(({ wasHeld }) => wasHeld));
  }

  for (const moment of MOMENTS) {
    test(`a repeated reading, held ${moment} it is looked up, is the same one while it goes into the parts`, async () => {
      const scene = await newScene('in the parts and in the memtable');
      const again = () => store.ingest([scene.reading(scene.ann, 2, 64)]);
      const [held] = await holder.ask([{ ask: again, place: { statement: 1, moment } }], flush);
      const { inserted, unchanged } = held!.answer as Receipt;
      assert.deepEqual([held!.wasHeld, inserted, unchanged], [true, 0, 1]);
      await check(scene, ALL, 'after that');
      assert.equal((await store.verify()).ok, true);
    });
  }

  for (const [name, write] of Object.entries(WRITES)) {
    for (const [state, questions] of Object.entries(STATES) as [State, readonly Named[]][]) {
      test(`${name}, readings ${state}, held at a statement`, async () => {
        let left = questions;
        for (let statement = 1; statement <= STATEMENTS && left.length > 0; statement += 1) {
          const scene = await newScene(state);
          // What is read once and for all is not what is held: the write may wait for it too.
          await store.queryUsers({ from: '2020-01-01', to: '2020-01-01T00:30', minHeartRate: 0 });
          left = await holdDuring(write, scene, left, statement);
        }
      });
    }
    test(`${name}: what was asked before it and between its statements leaves nothing behind`, async () => {
      const scene = await newScene('in the parts and in the memtable');
      const ask = () => Promise.all(CACHED.map(([, question]) => answer(question, store, scene)));
      await ask();
      await both((either) => write.first?.(either, scene) ?? Promise.resolve());
      await both((either) => {
        const work = () => write.write(either, scene);
        return either === model || write.keepsWaiting ? work() : holder.interrupt(work, ask);
      });
      await check(scene, ALL, 'asked afterwards');
    });

    if (write.isOfUsers !== true) continue;
    // Whoever asks meanwhile waits for the same users: one moment at a time.
    for (const moment of MOMENTS) {
      test(`${name}, held ${moment} the users are read`, async () => {
        const scene = await newScene('in the parts');
        await both((either) => either.importUsers([{ id: scene.bob, name: 'Bobby' }]));
        const cohort = ALL.filter(([question]) => question === 'queryUsers of some');
        await holdDuring(write, scene, cohort, 1, [moment]);
      });
    }
  }
});

function isOneOf(found: unknown, possible: readonly unknown[]): boolean {
  return possible.some((answer) => isDeepStrictEqual(found, answer));
}

/** Whether each item is of one of the states, and those that were there all the time are in it. */
function isBetween(found: unknown, possible: readonly unknown[]): boolean {
  if (isOneOf(found, possible)) return true;
  const itemsOf = (list: unknown) => (Array.isArray(list) ? list.map((item) => JSON.stringify(item)) : []);
  const [items, states] = [itemsOf(found), possible.map(itemsOf)];
  const kept = states[0]!.filter((item) => states.every((state) => state.includes(item)));
  return (
    items.every((item) => states.some((state) => state.includes(item))) && kept.every((item) => items.includes(item))
  );
}
