import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { storeNotFound } from '../../src/engine/store-not-found.ts';
import { createStore } from '../../src/store/create-store.ts';
import { engineToBe } from '../../src/store/engine-to-be.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';

const READINGS = [
  { userId: 1, timestamp: '2023-01-01', heartRate: 60 },
  { userId: 2, timestamp: '2023-01-01', heartRate: 61 },
];
const YEAR = { from: '2023-01-01', to: '2024-01-01' };

function storeToBe(make: () => Promise<MemoryEngine> = async () => new MemoryEngine()) {
  const engines: MemoryEngine[] = [];
  const engine = engineToBe('memory', storeNotFound('memory'), async () => {
    const made = await make();
    engines.push(made);
    return made;
  });
  return { store: createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 }), engines };
}

describe('a store that is made when it is written to', () => {
  test('knows nobody, and is not made by what changes nothing', async () => {
    const { store, engines } = storeToBe();
    const receipts = [
      await store.ingest(READINGS),
      await store.ingest(READINGS, { dryRun: true }),
      await store.ingest([{ userId: 1, timestamp: '2023-01-01', heartRate: 1 }], { unknownUsers: 'create' }),
      await store.ingest([], { unknownUsers: 'create' }),
      await store.importUsers([]),
    ];
    assert.deepEqual(
      receipts.map(({ read, rejectedByReason }) => [read, rejectedByReason]),
      [
        [2, { unknown_user: 2 }],
        [2, { unknown_user: 2 }],
        [1, { heart_rate_out_of_range: 1 }],
        [0, {}],
        [0, {}],
      ],
    );
    for (const query of [
      () => store.stats(),
      () => store.getUser(1),
      () => Array.fromAsync(store.listUsers()),
      () => store.queryUsers({ ...YEAR, minHeartRate: 0 }),
      () => store.queryTop({ ...YEAR, userId: 1 }),
      () => store.deleteUsers([1]),
      () => store.dropBefore('2023-01-01'),
      () => store.verify(),
    ]) {
      await assert.rejects(query(), { code: 'STORE_NOT_FOUND' });
    }
    await store.close();
    assert.equal(engines.length, 0);
  });

  test('is made once, with its first user', async () => {
    const { store, engines } = storeToBe();
    const created = await store.ingest(READINGS, { unknownUsers: 'create' });
    assert.deepEqual([created.inserted, created.usersCreated], [2, 2]);
    assert.equal((await store.importUsers([{ id: 3 }, { id: 3, age: 40 }])).inserted, 1);
    assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate: 0 }), [2, 1]);
    assert.deepEqual([(await store.stats()).users, engines.length], [3, 1]);
  });

  test('tells why it cannot be made', async () => {
    const { store } = storeToBe(() => Promise.reject(storeNotFound('nowhere')));
    await assert.rejects(store.putUser({ id: 1 }), /nowhere/);
    await store.close();
  });
});
