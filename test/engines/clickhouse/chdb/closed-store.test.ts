import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { until } from '../../../../harness/until.ts';
import { DEFAULT_OPTIONS } from '../../../../src/config/default-options.ts';
import { type ChdbParts, openChdb } from '../../../../src/engines/clickhouse/chdb/open-chdb.ts';
import type { ReadingLog } from '../../../../src/engines/clickhouse/memtable/reading-log.ts';
import { PulsebaseError } from '../../../../src/model/pulsebase-error.ts';
import { ReadingBlock } from '../../../../src/model/reading-block.ts';
import { createStore } from '../../../../src/store/create-store.ts';
import type { Store } from '../../../../src/store/store.ts';
import { replaceMethods } from '../../../faults/replace-methods.ts';
import { scratch } from '../../../faults/store-files.ts';

/** Another process may open the directory as soon as the store is closed. */
describe('a directory whose store was closed', () => {
  let root: ReturnType<typeof scratch>;
  let path: string;

  beforeEach(() => {
    root = scratch();
    path = join(root.path, 'store');
  });

  afterEach(() => root[Symbol.dispose]());

  async function open(parts: ChdbParts): Promise<Store> {
    const engine = await openChdb(`chdb:${path}`, { ...DEFAULT_OPTIONS, onWarning: () => {} }, parts);
    return createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
  }

  function files(): unknown {
    return [readFileSync(join(path, 'journal'), 'utf8'), readdirSync(join(path, 'log'))];
  }

  function block(month: number): ReadingBlock {
    const one = new ReadingBlock(1);
    one.push(1, 1, Date.UTC(2024, month), 60_000);
    return one;
  }

  test('is not touched by a load that was under way', async () => {
    const store = await open({});
    await store.putUser({ id: 1 });
    const begun = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const load = store.ingest(
      (async function* () {
        for (const month of [0, 1, 2]) yield block(month);
        begun.resolve();
        await closed.promise;
        for (const month of [3, 4, 5]) yield block(month);
      })(),
    );
    await begun.promise;
    await store.close();
    const before = files();
    closed.resolve();
    await assert.rejects(load, { code: 'STORE_CLOSED' });
    assert.deepEqual(files(), before);
  });

  test('is not touched by a flush that has failed while it was closed', async () => {
    const held = Promise.withResolvers<() => Promise<void>>();
    let ended = 0;
    const store = await open({
      flushPolicy: { limit: 2 ** 25, after: 1 },
      log: (log) =>
        replaceMethods<ReadingLog>(log, {
          endSegment: () => {
            ended += 1;
            return held.promise;
          },
        }),
    });
    await store.putUser({ id: 1 });
    await store.ingest([block(0)]);
    await until('the flush', () => ended > 0);
    const closing = store.close();
    held.reject(new PulsebaseError('DISK_FULL', 'sabotage'));
    await closing;
    const before = ended;
    // Whoever opens it next has flushed in the same time.
    const next = await open({ flushPolicy: { limit: 2 ** 25, after: 1 } });
    await next.ingest([block(1)]);
    await until('the next flush', () => !readdirSync(join(path, 'log')).includes('1.log'));
    assert.equal((await next.stats()).readings, 2);
    await next.close();
    assert.equal(ended, before);
  });
});
