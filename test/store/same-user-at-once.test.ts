import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine } from '../../src/engine/engine.ts';
import { createStore } from '../../src/store/create-store.ts';
import { replaceMethods } from '../faults/replace-methods.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';

const RULES = { minHeartRate: 20_000, maxHeartRate: 300_000 };

/** A store in which another program makes the user with an external id once this one has found that nobody has it. */
function storeWithRival(externalId: string) {
  const engine = new MemoryEngine();
  const rival = createStore(engine, RULES);
  let hasCome = false;
  return createStore(
    replaceMethods<Engine>(engine, {
      existingUsers: async (ids) => {
        if (!hasCome) {
          hasCome = true;
          await rival.putUser({ externalId });
        }
        return engine.existingUsers(ids);
      },
    }),
    RULES,
  );
}

test('a user whom another program makes at the same time is the same one', async () => {
  const put = await storeWithRival('P-1').putUser({ externalId: 'P-1', name: 'Ada' });
  assert.deepEqual([put.externalId, put.name], ['P-1', 'Ada']);
  const store = storeWithRival('P-2');
  const { rejected, inserted, updated } = await store.importUsers([
    { externalId: 'P-1', name: 'Ada' },
    { externalId: 'P-2', name: 'Bo' },
  ]);
  assert.deepEqual({ rejected, inserted, updated }, { rejected: 0, inserted: 1, updated: 1 });
  const users = await Array.fromAsync(store.listUsers());
  assert.deepEqual(users.map(({ externalId, name }) => [externalId, name]).sort(), [
    ['P-1', 'Ada'],
    ['P-2', 'Bo'],
  ]);
});
