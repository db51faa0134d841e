import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineStats } from '../../src/engine/engine-stats.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';

const RULES = { minHeartRate: 20_000, maxHeartRate: 300_000 };

/** What is told of writes over an engine that says so many are unfinished, or that none can be. */
async function told(pendingWrites?: number) {
  class Engine extends MemoryEngine {
    override async stats(): Promise<EngineStats> {
      return { ...(await super.stats()), ...(pendingWrites === undefined ? {} : { pendingWrites }) };
    }
  }
  await using store = createStore(new Engine(), RULES);
  const findings = await store.diagnose();
  return {
    pending: (await store.stats()).pendingWrites,
    findings: findings
      .filter(({ subject }) => subject === 'writes')
      .map(({ grade, message }) => `${grade}: ${message}`),
  };
}

test('unfinished writes are told of where an engine can have them', async () => {
  assert.deepEqual(await told(0), { pending: 0, findings: ['fine: no write is left unfinished'] });
  assert.deepEqual(await told(1), {
    pending: 1,
    findings: ['warning: 1 write of this process was left unfinished and has been finished now'],
  });
  assert.deepEqual(await told(2), {
    pending: 2,
    findings: ['warning: 2 writes of this process were left unfinished and have been finished now'],
  });
});

test('an engine whose transactions leave none has nothing to say of them', async () => {
  assert.deepEqual(await told(), { pending: 0, findings: [] });
});
