import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { DEFAULT_OPTIONS } from '../../../../src/config/default-options.ts';
import { openChdb } from '../../../../src/engines/clickhouse/chdb/open-chdb.ts';
import type { Executor } from '../../../../src/engines/clickhouse/statements/executor.ts';
import { createStore } from '../../../../src/store/create-store.ts';
import type { Store } from '../../../../src/store/store.ts';
import { ifKnown } from '../../../conformance/if-known.ts';
import { replaceMethods } from '../../../faults/replace-methods.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** Holds the next statement of a query: before the engine sees it, or with its answer in hand. */
class Holder {
  #place: 'before' | 'after' | undefined;
  readonly #held = Promise.withResolvers<void>();
  readonly #released = Promise.withResolvers<void>();

  constructor(place: 'before' | 'after') {
    this.#place = place;
  }

  async around<T>(statement: () => Promise<T>): Promise<T> {
    const place = this.#place;
    this.#place = undefined;
    if (place === 'before') await this.#hold();
    const answer = await statement();
    if (place === 'after') await this.#hold();
    return answer;
  }

  /** Begins the query, does something else while it is held, and gives its answer. */
  async ask<T>(query: () => Promise<T>, meanwhile: () => Promise<unknown>): Promise<T> {
    const asked = query();
    await Promise.race([this.#held.promise, asked]);
    await meanwhile();
    this.#released.resolve();
    return asked;
  }

  async #hold(): Promise<void> {
    this.#held.resolve();
    await this.#released.promise;
  }
}

describe('a query that is held while something is written', () => {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-held-'));
  let holder: Holder | undefined;
  let store: Store;
  /** Each test has a later one, beyond all that the store ever held. */
  let hour = Date.parse('2024-03-01T10:00:00Z');

  const reading = (minute: number, heartRate: number) => ({
    userId: 1,
    timestamp: new Date(hour + minute * MINUTE),
    heartRate,
  });

  async function startAnew(): Promise<void> {
    await store.deleteUsers([1]);
    await store.putUser({ id: 1 });
    await store.ingest([reading(-20_000, 70), reading(0, 60), reading(1, 62)]);
  }

  before(async () => {
    const options = { ...DEFAULT_OPTIONS, durable: false, onWarning: (problem: string) => assert.fail(problem) };
    const engine = await openChdb(`chdb:${directory}`, options, {
      executor: (executor) =>
        replaceMethods<Executor>(executor, {
          query: (sql, format) => {
            const statement = () => executor.query(sql, format);
            return holder === undefined ? statement() : holder.around(statement);
          },
        }),
    });
    store = createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
  });

  after(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  beforeEach(async () => {
    hour += DAY;
    await startAnew();
    // What every query needs, such as the users, is read before.
    await store.queryTop({ userId: 1, from: '2024-01-01', to: '2024-01-01' });
    await store.queryUsers({ from: '2024-01-01', to: '2024-01-01', minHeartRate: 0 });
  });

  /** Asks while a write comes in between, then once more; gives both answers. */
  async function askTwice<T>(
    place: 'before' | 'after',
    query: () => Promise<T>,
    meanwhile: () => Promise<unknown>,
  ): Promise<[T, T]> {
    const holding = new Holder(place);
    holder = holding;
    const first = holding.ask(query, () => {
      holder = undefined;
      return meanwhile();
    });
    return [await first, await query()];
  }

  const window = () => ({ from: '2024-01-01', to: new Date(hour + 2 * MINUTE) });
  const queries: Readonly<Record<string, () => Promise<unknown>>> = {
    'the highest hours': () => store.queryTop({ userId: 1, ...window() }),
    'the highest of many hours': () => store.queryTop({ userId: 1, ...window(), limit: 1 }),
    'the highest hours of a zone half an hour off': () =>
      store.queryTop({ userId: 1, ...window(), timezone: 'Asia/Kolkata' }),
    'the users': () => store.queryUsers({ ...window(), minHeartRate: 0, details: true }),
    'averages by day': () => Array.fromAsync(store.averages(1, window(), 'day')),
  };
  for (const [name, ask] of Object.entries(queries)) {
    for (const place of ['before', 'after'] as const) {
      test(`${name}, held ${place}: readings beyond the window are not in it`, async () => {
        const expected = await ask();
        await startAnew();
        const answers = await askTwice(place, ask, () => store.ingest([reading(3, 200), reading(4, 201)]));
        assert.deepEqual(answers, [expected, expected]);
      });
    }
  }

  const flush = () => store.stats();
  const recent: typeof queries = { ...queries, readings: () => Array.fromAsync(store.readings(1, window())) };
  for (const [name, ask] of Object.entries(recent)) {
    for (const place of ['before', 'after'] as const) {
      test(`${name}, held ${place}: what is recent counts once while it goes into the parts`, async () => {
        await store.ingest([reading(-1, 90), reading(2, 91)]);
        const expected = await ask();
        await startAnew();
        await flush();
        await store.ingest([reading(-1, 90), reading(2, 91)]);
        assert.deepEqual(await askTwice(place, ask, flush), [expected, expected]);
      });
    }
  }

  for (const place of ['before', 'after'] as const) {
    test(`a repeated reading, held ${place}, is the same one while it goes into the parts`, async () => {
      await store.ingest([reading(5, 90), reading(6, 91)]);
      const [{ inserted, unchanged }] = await askTwice(place, () => store.ingest([reading(5, 90)]), flush);
      assert.deepEqual([inserted, unchanged], [0, 1]);
      assert.equal((await store.verify()).ok, true);
      assert.deepEqual(await store.queryTop({ userId: 1, ...window(), to: new Date(hour + DAY) }), [75.75, 70]);
    });
  }

  const writes: Readonly<Record<string, [write: () => Promise<unknown>, then: number[]]>> = {
    'new readings': [() => store.ingest([reading(1.5, 100)]), [74, 70]],
    'a correction': [() => store.ingest([reading(1, 80)]), [70]],
    'a deletion': [() => store.deleteReadings({ from: new Date(hour), to: new Date(hour) }), [70, 62]],
    'readings of another month': [() => store.ingest([reading(-40_000, 90)]), [90, 70, 61]],
    'the end of the user': [() => store.deleteUsers([1]), []],
  };
  for (const [name, [write, then]] of Object.entries(writes)) {
    for (const place of ['before', 'after'] as const) {
      test(`held ${place}, ${name}: the next answer has it`, async () => {
        const whole = { userId: 1, from: '2024-01-01', to: '2024-12-31' };
        const [, next] = await askTwice(place, () => ifKnown(store.queryTop(whole)), write);
        assert.deepEqual(next, then);
        assert.deepEqual(await ifKnown(store.queryTop({ ...whole, limit: 1 })), then.slice(0, 1));
      });
    }
  }
});
