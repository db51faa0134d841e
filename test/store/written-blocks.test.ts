import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test('blocks that a load has written are not kept to its end', async () => {
  const blocks: WeakRef<ReadingBlock>[] = [];
  let kept = -1;
  async function* source() {
    for (let at = 0; at < 8; at += 1) {
      const block = new ReadingBlock(1);
      block.add(at + 1, 1, at * 1000, 60);
      blocks.push(new WeakRef(block));
      yield block;
    }
    // The last ones may still be on their way.
    await setImmediate();
    collectGarbage();
    kept = blocks.slice(0, 3).filter((block) => block.deref() !== undefined).length;
  }
  const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
  assert.equal((await store.ingest(source(), { unknownUsers: 'create' })).inserted, 8);
  assert.equal(kept, 0);
});
