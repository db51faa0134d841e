import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceWrites } from '../../src/api/writes/service-writes.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import { createStore } from '../../src/store/create-store.ts';
import type { Receipt, Store } from '../../src/store/store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { writing } from './writing.ts';

const AT = Date.parse('2023-01-10T10:00:00Z');
const YEAR = { from: '2023-01-01', to: '2024-01-01' };

async function prepared(): Promise<{ store: Store; unit: ServiceWrites }> {
  const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
  await store.importUsers([{ id: 1 }, { id: 2 }]);
  return {
    store,
    unit: new ServiceWrites(store, { groupCommitRows: 1000, groupCommitInterval: 0 }, { group: () => {} }),
  };
}

function blockOf(...instants: readonly number[]): ReadingBlock {
  const block = new ReadingBlock(2 * instants.length);
  for (const ms of instants) for (const id of [1, 2]) block.push(block.length + 1, id, ms, 60_000);
  return block;
}

const reasons = ({ rejections }: Receipt) => rejections.map(({ row, reason }) => [row, reason]);

test('a body that was on its way does not bring back a user who was deleted, nor one who came again', async () => {
  const { store, unit } = await prepared();
  await writing(unit, async (write) => {
    await write.batch(blockOf(AT), {});
    assert.deepEqual(await writing(unit, (other) => other.deleteUsers([1])), { users: 1, readings: 1 });
    const create = await write.batch(blockOf(AT + 1), { unknownUsers: 'create' });
    assert.deepEqual(reasons(create), [[1, 'erased']]);
    assert.deepEqual([create.inserted, create.usersCreated], [1, 0]);
    await writing(unit, (other) => other.putUser({ id: 1 }));
    assert.deepEqual(reasons(await write.batch(blockOf(AT + 2), {})), [[1, 'erased']]);
    assert.deepEqual(reasons(await write.together(blockOf(AT + 3))), [[1, 'erased']]);
    const users = await write.users([
      { row: 1, user: { id: 1, name: 'back' } },
      { row: 2, user: { id: 2, name: 'here' } },
    ]);
    assert.deepEqual([reasons(users), users.updated], [[[1, 'erased']], 1]);
  });
  assert.equal((await store.getUser(1))?.name, '');
  assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate: 0 }), [2]);
  // A write that begins afterwards is a new one.
  const receipt = await writing(unit, (write) => write.together(blockOf(AT + 4)));
  assert.deepEqual([receipt.inserted, receipt.rejected], [2, 0]);
});

test('nor readings of a window that was deleted, while those beside it are taken', async () => {
  const { store, unit } = await prepared();
  await writing(unit, async (write) => {
    await write.batch(blockOf(AT, AT + 1000), {});
    const selection = { userIds: [1], from: new Date(AT), to: new Date(AT + 999) };
    assert.equal(await writing(unit, (other) => other.deleteReadings(selection)), 1);
    assert.equal(await writing(unit, (other) => other.dropBefore(new Date(AT - 5000))), 0);
    const again = await write.batch(blockOf(AT - 9000, AT - 1, AT, AT + 999, AT + 1000), {});
    assert.deepEqual(reasons(again), [
      [1, 'erased'],
      [2, 'erased'],
      [5, 'erased'],
      [7, 'erased'],
    ]);
  });
  const kept = [];
  for await (const { timestamp } of store.readings(1, YEAR)) kept.push(timestamp.getTime() - AT);
  assert.deepEqual(kept, [-1, 1000]);
});

test('a deletion waits for the batch that is being written, and takes it away', async () => {
  const { store, unit } = await prepared();
  await writing(unit, async (write) => {
    const batch = write.batch(blockOf(AT), {});
    const deleted = await writing(unit, (other) => other.deleteReadings({ from: '1970-01-01' }));
    assert.equal((await batch).inserted, 2);
    assert.equal(deleted, 2);
  });
  assert.equal((await store.stats()).readings, 0);
});
