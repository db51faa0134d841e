import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectStore } from '../../src/client/connect-store.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { makeTestService } from '../support/test-service.ts';

function blockOf(heartRate: number): ReadingBlock {
  const block = new ReadingBlock(1);
  block.add(1, 1, '2023-01-01T00:00:00Z', heartRate);
  return block;
}

test('a dry run that takes several requests says that each was counted by itself', async () => {
  const service = await makeTestService(
    createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 }),
  );
  try {
    await using store = await connectStore(await service.listen(), { apiKey: service.adminKey });
    const warnings: string[] = [];
    const options = { dryRun: true, unknownUsers: 'create', onWarning: (line: string) => warnings.push(line) } as const;
    assert.equal((await store.ingest([blockOf(60)], options)).inserted, 1);
    assert.deepEqual(warnings, []);
    assert.equal((await store.ingest([blockOf(60), blockOf(61)], options)).inserted, 2);
    assert.match(warnings.join('\n'), /^the service counted each of 2 requests by itself/);
    await store.ingest([blockOf(60), blockOf(61)], { ...options, dryRun: false });
    assert.equal(warnings.length, 1);
  } finally {
    await service.remove();
  }
});
