import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import type { ReadingInput } from '../../src/model/reading.ts';
import { copyStore } from '../../src/store/copy-store.ts';
import { createStore } from '../../src/store/create-store.ts';
import type { Store } from '../../src/store/store.ts';
import { collect } from '../conformance/collect.ts';
import { ifKnown } from '../conformance/if-known.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';

const RULES = { minHeartRate: 20_000, maxHeartRate: 300_000 };
const ALL = { from: '1970-01-01', to: '2099-12-31' };

async function source(): Promise<Store> {
  const store = createStore(new MemoryEngine(), RULES);
  await store.importUsers([
    { id: 1, name: 'Ada', birthDate: '1990-05-31' },
    { id: 2, gender: 'female', age: 30 },
    { id: 3, name: 'has none' },
  ]);
  await store.ingest(readings());
  return store;
}

/** In three months with an empty one between them, in thousandths of a bpm. */
function readings(): ReadingInput[] {
  return ['2022-12-31T23:59:59.999Z', '2023-01-01T00:00:00Z', '2023-01-15T12:00:00.001Z', '2023-03-01'].flatMap(
    (timestamp, at) => [
      { userId: 1, timestamp, heartRate: 60.001 + at },
      { userId: 2, timestamp, heartRate: 80.5 - at },
    ],
  );
}

async function contents(store: Store): Promise<unknown> {
  return { users: await collect(store.listUsers()), 1: await all(store, 1), 2: await all(store, 2) };
}

function all(store: Store, id: number): Promise<unknown> {
  return ifKnown(collect(store.readings(id, ALL)));
}

test('a copy holds the users and readings of its source, and says how far it is', async () => {
  const from = await source();
  const to = createStore(new MemoryEngine(), RULES);
  const progress: [number, number][] = [];
  const report = await copyStore(from, to, { onProgress: (done, total) => progress.push([done, total]) });
  assert.deepEqual(await contents(to), await contents(from));
  assert.deepEqual(
    [report.users.inserted, report.readings.inserted, report.months, report.monthsHeldBefore, report.differing],
    [3, 8, 4, 1, []],
  );
  assert.deepEqual(progress.at(-1), [8, 8]);
  assert.ok(progress.every(([done], at) => done >= (progress[at - 1]?.[0] ?? 0)));
});

test('the progress of a copy never runs ahead of what the target has taken', async () => {
  const engine = new MemoryEngine();
  const { beginWrite } = engine;
  let taken = 0;
  engine.beginWrite = async () => {
    const session = await beginWrite.call(engine);
    return {
      ...session,
      async write(block) {
        // The reader goes on meanwhile.
        await new Promise(setImmediate);
        const counts = await session.write(block);
        taken += counts.inserted;
        return counts;
      },
    };
  };
  const told: number[] = [];
  await copyStore(await source(), createStore(engine, RULES), {
    onProgress: (done) => {
      told.push(done);
      assert.ok(done <= taken, `${done} told, ${taken} taken`);
    },
  });
  assert.equal(told.at(-1), 8);
});

test('a copy that is made again writes only what is missing or differs', async () => {
  const from = await source();
  const to = createStore(new MemoryEngine(), RULES);
  await copyStore(from, to);
  await to.deleteReadings({ userIds: [1], from: '2023-03-01' });
  await to.ingest([{ userId: 2, timestamp: '2023-01-01T00:00:00Z', heartRate: 33 }]);
  const { readings: receipt, monthsHeldBefore, users } = await copyStore(from, to);
  assert.deepEqual([users.unchanged, users.inserted, users.updated], [3, 0, 0]);
  // Of user 2 the whole month is looked at again.
  assert.deepEqual([receipt.inserted, receipt.updated, receipt.unchanged, monthsHeldBefore], [1, 1, 1, 2]);
  assert.deepEqual(await contents(to), await contents(from));
});

test('what the target does not take is found by the comparison', async () => {
  const from = await source();
  const strict = createStore(new MemoryEngine(), { ...RULES, minHeartRate: 79_000 });
  const { readings: receipt, differing } = await copyStore(from, strict);
  assert.equal(receipt.rejected, 6);
  assert.deepEqual(differing, ['2022-12', '2023-01', '2023-03']);
});

test('a copy can be stopped, and an empty store be copied', async () => {
  const stopped = AbortSignal.abort();
  await assert.rejects(
    copyStore(await source(), createStore(new MemoryEngine(), RULES), { signal: stopped }),
    (error) => error instanceof PulsebaseError && error.code === 'ABORTED',
  );
  const empty = createStore(new MemoryEngine(), RULES);
  const { months, differing } = await copyStore(empty, createStore(new MemoryEngine(), RULES));
  assert.deepEqual([months, differing], [0, []]);
});

test('users of the target who may be others than those of the source stop the copy before anything is written', async () => {
  const from = await source();
  const to = createStore(new MemoryEngine(), RULES);
  const other = { id: 2, externalId: null, name: 'Somebody else', gender: 'male', age: 50, birthDate: null } as const;
  await to.importUsers([other, { id: 9, name: 'Eve' }]);
  await to.ingest([{ userId: 2, timestamp: '2022-06-01', heartRate: 99 }]);
  const before = await contents(to);
  await assert.rejects(copyStore(from, to), { code: 'INVALID_ARGUMENT', message: /1 user .*--replace-users/ });
  assert.deepEqual(await contents(to), before);
  await copyStore(from, to, { replaceUsers: true });
  assert.deepEqual(await to.getUser(2), await from.getUser(2));
  assert.equal((await to.getUser(9))?.name, 'Eve');
  // Broken off and begun again, or done twice, it meets its own copies.
  assert.equal((await copyStore(from, to)).users.unchanged, 3);
});

test('external ids are copied, also where the target has them the other way round', async () => {
  const from = createStore(new MemoryEngine(), RULES);
  const to = createStore(new MemoryEngine(), RULES);
  const reading = { timestamp: '2023-01-01', heartRate: 60 };
  await from.importUsers([{ id: 1, externalId: 'A' }, { id: 2, externalId: 'B' }, { id: 3 }]);
  await from.ingest([1, 2, 3].map((userId) => ({ userId, ...reading })));
  await to.importUsers([{ id: 1, externalId: 'B' }, { id: 2, externalId: 'A' }, { id: 9 }]);
  await assert.rejects(copyStore(from, to), { code: 'INVALID_ARGUMENT' });
  const { users, differing } = await copyStore(from, to, { replaceUsers: true });
  assert.deepEqual([users.rejected, differing], [0, []]);
  assert.deepEqual(await to.identifyUsers(['A', 'B', 3]), await from.identifyUsers(['A', 'B', 3]));
  await to.importUsers([
    { id: 1, externalId: 'C' },
    { id: 9, externalId: 'A' },
  ]);
  await assert.rejects(copyStore(from, to, { replaceUsers: true }), {
    code: 'EXTERNAL_ID_TAKEN',
    message: /"A".* user 9 /,
  });
});
