import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import { createStore } from '../../src/store/create-store.ts';
import type { Covering } from '../../src/window/covering.ts';
import type { Window } from '../../src/window/window.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';

const RULES = { minHeartRate: 20_000, maxHeartRate: 300_000 };

/** Notes the windows and pieces that it is asked for. */
class WatchedEngine extends MemoryEngine {
  readonly windows: Window[] = [];
  readonly coverings: Covering[] = [];
  closed = 0;

  override readings(...[userId, window, limit]: Parameters<MemoryEngine['readings']>) {
    this.windows.push(window);
    return super.readings(userId, window, limit);
  }

  override totals(...[userId, covering, level]: Parameters<MemoryEngine['totals']>) {
    this.coverings.push(covering);
    return super.totals(userId, covering, level);
  }

  override async close(): Promise<void> {
    this.closed += 1;
  }
}

test('readings are read page by page, and only where there are any', async () => {
  const engine = new WatchedEngine();
  const store = createStore(engine, RULES);
  await store.putUser({ id: 1 });
  // Two pages to the last row, with the window's end at that row; and another century.
  const block = new ReadingBlock(200_001);
  for (let at = 0; at < 200_000; at += 1) block.push(at + 1, 1, at, 60_000);
  block.push(200_001, 1, Date.parse('2070-01-01'), 61_000);
  await store.ingest([block]);

  let count = 0;
  for await (const { timestamp } of store.readings(1, { from: new Date(0), to: new Date(199_999) })) {
    if (timestamp.getTime() !== count) assert.equal(timestamp.getTime(), count);
    count += 1;
  }
  assert.equal(count, 200_000);
  assert.ok(engine.windows.every(({ from, to }) => from <= to));

  engine.windows.length = 0;
  let last: number | undefined;
  for await (const { timestamp } of store.readings(1, { from: '1970-01-02', to: '2100-01-01' })) {
    last = timestamp.getTime();
  }
  assert.equal(last, Date.parse('2070-01-01'));
  assert.equal(engine.windows.length, 1);
});

test('averages of a long window come in pages that cut no bucket', async () => {
  const engine = new WatchedEngine();
  const store = createStore(engine, RULES);
  await store.putUser({ id: 1 });
  const instants = [0, 366 * 86_400_000 - 1, 366 * 86_400_000, 4_102_444_799_999];
  await store.ingest(instants.map((ms) => ({ userId: 1, timestamp: new Date(ms), heartRate: 60 })));
  const starts: number[] = [];
  for await (const { start } of store.averages(1, { from: '1970-01-01', to: '2100-01-01' }, 'hour')) {
    starts.push(start.getTime());
  }
  assert.deepEqual(
    starts,
    instants.map((ms) => ms - (ms % 3_600_000)),
  );
  assert.ok(engine.coverings.length > 100);
  assert.ok(engine.coverings.every(({ raw, hour }) => raw.length === 0 && hour.length === 1));
});

test('an engine is closed once', async () => {
  const engine = new WatchedEngine();
  {
    await using store = createStore(engine, RULES);
    await Promise.all([store.close(), store.close()]);
  }
  assert.equal(engine.closed, 1);
});
