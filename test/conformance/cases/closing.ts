import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import type { Store } from '../../../src/store/store.ts';
import { collect } from '../collect.ts';
import type { Target } from '../target.ts';

const WINDOW = { from: '2023-01-01', to: '2023-02-01' };

const CALLS: readonly ((store: Store) => Promise<unknown>)[] = [
  (store) => store.putUser({ id: 1 }),
  (store) => store.getUser(1),
  (store) => collect(store.listUsers()),
  (store) => store.importUsers([{ id: 1 }]),
  (store) => store.deleteUsers([1]),
  (store) => store.ingest([{ userId: 1, timestamp: '2023-01-10', heartRate: 60 }]),
  (store) => store.deleteReadings({ userIds: [1] }),
  (store) => store.dropBefore('2023-01-01'),
  (store) => store.queryUsers({ ...WINDOW, minHeartRate: 0 }),
  (store) => store.queryTop({ ...WINDOW, userId: 1 }),
  (store) => collect(store.readings(1, WINDOW)),
  (store) => collect(store.averages(1, WINDOW, 'day')),
  (store) => store.timeline(1, WINDOW),
  (store) => store.distribution(WINDOW),
  (store) => store.quality(WINDOW),
  (store) => store.stats(),
  (store) => store.verify(),
  (store) => store.repair(),
];

export function closing(target: Target): void {
  test('what was written is there after the store is opened again', { skip: target.reopen === undefined }, async () => {
    const store = await target.open();
    await store.putUser({ id: 1, name: 'Zoë', birthDate: '1990-05-31' });
    await store.ingest([
      { userId: 1, timestamp: '2023-01-10T10:00:00Z', heartRate: 60 },
      { userId: 1, timestamp: '2023-01-10T11:00:00Z', heartRate: 72.125 },
    ]);
    await store.deleteReadings({ to: '2023-01-10T10:30:00Z' });
    const reopened = await target.reopen!(store);
    assert.equal((await reopened.getUser(1))?.name, 'Zoë');
    assert.deepEqual(await reopened.queryTop({ ...WINDOW, userId: 1 }), [72.125]);
    assert.deepEqual(await reopened.queryUsers({ ...WINDOW, minAge: 31, minHeartRate: 72 }), [1]);
    assert.equal((await reopened.verify()).ok, true);
  });

  for (const [name, first] of [
    ['nothing that is taken', { userId: 2, timestamp: '2023-01-10', heartRate: 60 }],
    ['a reading of somebody else', { userId: 3, timestamp: '2023-01-10', heartRate: 60 }],
  ] as const) {
    const title = `what is sent again after the store is opened is known, also where the first batch has ${name}`;
    test(title, { skip: target.reopen === undefined }, async () => {
      const reading = { userId: 1, timestamp: '2023-01-10T10:00:00Z', heartRate: 60 };
      const store = await target.open();
      await store.importUsers([{ id: 1 }, { id: 3 }]);
      await store.ingest([reading]);
      const reopened = await target.reopen!(store);
      await reopened.ingest([first]);
      assert.equal((await reopened.ingest([reading])).unchanged, 1);
      assert.equal((await reopened.ingest([{ ...reading, heartRate: 70 }])).updated, 1);
      assert.deepEqual(await reopened.queryTop({ ...WINDOW, userId: 1 }), [70]);
      assert.equal((await reopened.verify()).ok, true);
    });
  }

  test('a store has a name for its engine', async () => {
    const store = await target.open();
    assert.match(store.engine, /^[a-z]+$/);
    const { engine, engineVersion } = await store.stats();
    assert.equal(engine, store.engine);
    assert.match(engineVersion, /\d/);
    const { concurrentWrites } = store.capabilities;
    assert.ok(Number.isInteger(concurrentWrites) && concurrentWrites >= 1);
  });

  test('repair finds nothing to do in a store that is right', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    await store.ingest([{ userId: 1, timestamp: '2023-01-10T10:00:00Z', heartRate: 60 }]);
    const shares: number[] = [];
    const report = await store.verify({ onProgress: (done) => shares.push(done) });
    assert.deepEqual([report.ok, report.readings], [true, 1]);
    assert.ok(shares.every((done, at) => done >= (shares[at - 1] ?? 0) && done <= 1));
    const { ok, differing, differences } = await store.repair();
    assert.deepEqual([ok, differing, differences], [true, 0, []]);
  });

  test('a closed store refuses everything, and may be closed again', async () => {
    const store = await target.open();
    await store.close();
    for (const call of CALLS) {
      await assert.rejects(
        async () => call(store),
        (error) => error instanceof PulsebaseError && error.code === 'STORE_CLOSED',
        String(call),
      );
    }
    await store.close();
    await store[Symbol.asyncDispose]();
  });
}
