import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { DEFAULT_OPTIONS } from '../../src/config/default-options.ts';
import { openChdb } from '../../src/engines/clickhouse/chdb/open-chdb.ts';
import type { ReadingLog } from '../../src/engines/clickhouse/memtable/reading-log.ts';
import type { Executor } from '../../src/engines/clickhouse/statements/executor.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { openStore } from '../../src/open-store.ts';
import { createStore } from '../../src/store/create-store.ts';
import type { Store } from '../../src/store/store.ts';
import { replaceMethods } from './replace-methods.ts';
import { scratch } from './store-files.ts';

const READING = { userId: 1, timestamp: '2024-01-01T10:00:00Z', heartRate: 80 };
const OTHER = { ...READING, timestamp: '2024-01-01T10:00:01Z' };

describe('a batch whose readings are on their way to the log', () => {
  let root: ReturnType<typeof scratch>;
  let store: Store;
  /** What is done in place of the next append. */
  let next: ((append: () => Promise<void>) => Promise<void>) | undefined;

  /** What the next look for stored readings waits for. */
  let whileLooking: (() => Promise<void>) | undefined;

  /** What the end of a segment waits for. */
  let whileEnding: (() => Promise<void>) | undefined;

  beforeEach(async () => {
    [whileEnding, whileLooking] = [undefined, undefined];
    root = scratch();
    const options = { ...DEFAULT_OPTIONS, onWarning: (problem: string) => assert.fail(problem) };
    const engine = await openChdb(`chdb:${join(root.path, 'store')}`, options, {
      flushPolicy: { limit: 2 ** 25, after: undefined },
      executor: (executor) =>
        replaceMethods<Executor>(executor, {
          query: async (sql, format) => {
            if (/argMax/.test(sql)) await whileLooking?.();
            return executor.query(sql, format);
          },
        }),
      log: (log) =>
        replaceMethods<ReadingLog>(log, {
          append: (readings) => {
            const instead = next;
            next = undefined;
            return instead === undefined ? log.append(readings) : instead(() => log.append(readings));
          },
          endSegment: async () => {
            const ended = log.endSegment();
            await whileEnding?.();
            return ended;
          },
        }),
    });
    store = createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
    await store.putUser({ id: 1 });
  });

  afterEach(async () => {
    await store.close();
    root[Symbol.dispose]();
  });

  /** What another process would find after a power cut now. The engine's files of this one are whole between its statements. */
  async function found(): Promise<number> {
    const copy = join(root.path, 'copy');
    cpSync(join(root.path, 'store'), copy, { recursive: true });
    await store.close();
    const after = await openStore(`chdb:${copy}`);
    const { readings } = await after.stats();
    await after.close();
    return readings;
  }

  test('is acknowledged to nobody who sends it again before it is there', async () => {
    const held = Promise.withResolvers<void>();
    next = (append) => held.promise.then(append);
    const settled: string[] = [];
    const first = store.ingest([READING]).then(() => settled.push('first'));
    const again = store.ingest([READING]).then(({ unchanged }) => settled.push(`again, ${unchanged} unchanged`));
    const partly = store.ingest([READING, OTHER]).then(() => settled.push('partly'));
    // A batch that needs none of it overtakes them.
    await store.ingest([{ ...READING, timestamp: '2024-01-01T11:00:00Z' }]);
    await setImmediate();
    assert.deepEqual(settled, []);
    held.resolve();
    await Promise.all([first, again, partly]);
    assert.deepEqual(settled.toSorted(), ['again, 1 unchanged', 'first', 'partly']);
    assert.equal(await found(), 3);
  });

  test('fails for those who wait for it too, and is kept once somebody who sends it again is told so', async () => {
    const held = Promise.withResolvers<void>();
    next = () => held.promise;
    const waiting = [store.ingest([READING]), store.ingest([READING])];
    await store.ingest([OTHER]);
    held.reject(new PulsebaseError('DISK_FULL', 'sabotage'));
    for (const each of waiting) await assert.rejects(each, { code: 'DISK_FULL' });
    const { inserted, unchanged } = await store.ingest([READING]);
    assert.equal(inserted + unchanged, 1);
    assert.equal(await found(), 2);
  });

  test('fails while it is compared with what somebody sends again: it is kept once that one is told so', async () => {
    const held = Promise.withResolvers<void>();
    next = () => held.promise;
    const first = store.ingest([READING]);
    await store.ingest([OTHER]);
    whileLooking = async () => {
      held.reject(new PulsebaseError('DISK_FULL', 'sabotage'));
      await assert.rejects(first, { code: 'DISK_FULL' });
    };
    const { inserted, unchanged } = await store.ingest([READING]);
    assert.equal(inserted + unchanged, 1);
    assert.equal(await found(), 2);
  });

  test('fails while it is being flushed: it is kept too, once somebody is told so', async () => {
    const held = Promise.withResolvers<void>();
    next = () => held.promise;
    const first = store.ingest([READING]);
    await store.ingest([OTHER]);
    const holding = Promise.withResolvers<void>();
    whileEnding = () => holding.promise;
    const flushed = store.stats();
    held.reject(new PulsebaseError('DISK_FULL', 'sabotage'));
    await assert.rejects(first, { code: 'DISK_FULL' });
    let isTold = false;
    const again = store.ingest([READING]).then(({ inserted, unchanged }) => {
      isTold = true;
      assert.equal(inserted + unchanged, 1);
    });
    // A query looks at the same parts, and needs no flush.
    assert.equal((await store.queryTop({ userId: 1, from: '2024-01-01', to: '2024-01-02' })).length, 1);
    assert.equal(isTold, false);
    holding.resolve();
    await Promise.all([again, flushed]);
    assert.equal(await found(), 2);
  });
});
