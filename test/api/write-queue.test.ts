import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../harness/until.ts';
import { ServiceWrites } from '../../src/api/writes/service-writes.ts';
import type { Capabilities } from '../../src/engine/capabilities.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { writing } from './writing.ts';

const RULES = { minHeartRate: 20_000, maxHeartRate: 300_000 };
const LIMITS = { groupCommitRows: 20_000, groupCommitInterval: 0 };
const AT = Date.parse('2023-01-01T10:00:00Z');

/** A store whose writes of readings go on until they are let go; it says which have begun, and what was deleted. */
class HeldEngine extends MemoryEngine {
  override readonly capabilities: Capabilities;
  readonly seen: (number | 'deletion')[] = [];
  readonly #held = Promise.withResolvers<void>();

  constructor(concurrentWrites: number) {
    super();
    this.capabilities = { concurrentWrites };
  }

  release(): void {
    this.#held.resolve();
  }

  override async beginWrite() {
    const { write, finish } = await super.beginWrite();
    return {
      write: async (block: ReadingBlock) => {
        this.seen.push(block.userIds[0]!);
        await this.#held.promise;
        return write(block);
      },
      finish,
    };
  }

  override async deleteReadings(...what: Parameters<MemoryEngine['deleteReadings']>) {
    this.seen.push('deletion');
    return super.deleteReadings(...what);
  }
}

type Send = (writes: ServiceWrites, userId: number) => Promise<unknown>;

function readingOf(userId: number): ReadingBlock {
  const block = new ReadingBlock(1);
  block.push(1, userId, AT, 60_000);
  return block;
}

const batch: Send = (writes, userId) => writing(writes, (write) => write.batch(readingOf(userId), {}));

/** A small request that comes after those before it have begun, or wait. */
const small: Send = async (writes, userId) => {
  for (let turn = 0; turn < userId * 5; turn += 1) await new Promise(setImmediate);
  return writing(writes, (write) => write.together(readingOf(userId)));
};

/** Five writes and a deletion of everything, then another write; gives what was seen before any of them could end. */
async function atOnce(concurrentWrites: number, send: Send) {
  const engine = new HeldEngine(concurrentWrites);
  const store = createStore(engine, RULES);
  await store.importUsers([1, 2, 3, 4, 5, 6].map((id) => ({ id })));
  const writes = new ServiceWrites(store, LIMITS, { group: () => {} });
  const before = [1, 2, 3, 4, 5].map((userId) => send(writes, userId));
  await until('as many writes to begin as may', () => engine.seen.length === concurrentWrites);
  const deletion = writing(writes, (write) => write.deleteReadings({ from: '1970-01-01' }));
  const last = batch(writes, 6);
  await until('all to have come', () => writes.underWay === 7);
  // Whatever else could begin has begun some turns later.
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  const seen = [...engine.seen];
  engine.release();
  const deleted = await deletion;
  await Promise.all([...before, last]);
  await store.close();
  return { seen, after: engine.seen, deleted };
}

for (const concurrentWrites of [1, 2, 3, 5]) {
  test(`a store of ${concurrentWrites} writes at once gets as many, and a deletion waits for all before it`, async () => {
    const { seen, after, deleted } = await atOnce(concurrentWrites, batch);
    assert.deepEqual(seen, [1, 2, 3, 4, 5].slice(0, concurrentWrites));
    assert.deepEqual(after, [1, 2, 3, 4, 5, 'deletion', 6]);
    assert.equal(deleted, 5);
  });

  test(`a store of ${concurrentWrites} writes at once gets as many groups of small requests`, async () => {
    const { seen, after } = await atOnce(concurrentWrites, small);
    assert.deepEqual(seen, [1, 2, 3, 4, 5].slice(0, concurrentWrites));
    // The last group is of all who waited.
    assert.ok(after.includes('deletion') && after.includes(6));
  });
}

test('two requests with a reading of the same user are written in the order in which they came', async () => {
  const engine = new HeldEngine(4);
  const store = createStore(engine, RULES);
  await store.importUsers([{ id: 1 }, { id: 2 }]);
  const writes = new ServiceWrites(store, LIMITS, { group: () => {} });
  const send = (userId: number, heartRate: number) => {
    const block = new ReadingBlock(1);
    block.push(1, userId, AT, heartRate);
    return writing(writes, (write) => write.together(block));
  };
  const first = send(1, 60_000);
  await until('the first to be written', () => engine.seen.length === 1);
  const second = send(1, 61_000);
  const other = send(2, 70_000);
  await until('another user not to wait', () => engine.seen.length === 2);
  assert.deepEqual(engine.seen, [1, 2]);
  engine.release();
  assert.deepEqual(
    (await Promise.all([first, second, other])).map(({ inserted, updated }) => [inserted, updated]),
    [
      [1, 0],
      [0, 1],
      [1, 0],
    ],
  );
  await store.close();
});
