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

/** Two batches, then a deletion of everything, then a third batch; gives what was seen before any of them could end. */
async function atOnce(concurrentWrites: number) {
  const engine = new HeldEngine(concurrentWrites);
  const store = createStore(engine, RULES);
  await store.importUsers([{ id: 1 }, { id: 2 }, { id: 3 }]);
  const queue = new ServiceWrites(store, LIMITS, { group: () => {} });
  const batch = (userId: number) => {
    const block = new ReadingBlock(1);
    block.push(1, userId, AT, 60_000);
    return writing(queue, (write) => write.batch(block, {}));
  };
  const work = [batch(1), batch(2), writing(queue, (write) => write.deleteReadings({ from: '1970-01-01' })), batch(3)];
  await until('a first write', () => engine.seen.length);
  // Whatever else could begin has begun once a query is answered that came after it.
  await store.stats();
  const before = [...engine.seen];
  engine.release();
  const answers = await Promise.all(work);
  await store.close();
  return { before, after: engine.seen, deleted: answers[2] };
}

test('where a store carries out writes at once, they do not wait for each other, and a deletion waits for them', async () => {
  const { before, after, deleted } = await atOnce(2);
  assert.deepEqual(before, [1, 2]);
  assert.deepEqual(after, [1, 2, 'deletion', 3]);
  assert.equal(deleted, 2);
});

test('where it does not, one is let through at a time', async () => {
  const { before, after, deleted } = await atOnce(1);
  assert.deepEqual(before, [1]);
  assert.deepEqual(after, [1, 2, 'deletion', 3]);
  assert.equal(deleted, 2);
});
