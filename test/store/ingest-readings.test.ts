import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WriteMode, WriteSession } from '../../src/engine/engine.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { countTurns } from '../support/count-turns.ts';

/** Notes how it is written to, and fails at a block of its choice. */
class WatchedEngine extends MemoryEngine {
  readonly calls: string[] = [];
  failAt = Number.POSITIVE_INFINITY;

  override async beginWrite(mode: WriteMode = 'batch'): Promise<WriteSession> {
    const session = await super.beginWrite();
    let written = 0;
    this.calls.push(mode);
    return {
      write: async (block) => {
        written += 1;
        if (written === this.failAt) throw new Error('the disk is gone');
        this.calls.push(`write ${block.length}`);
        return session.write(block);
      },
      finish: async () => {
        this.calls.push('finish');
        await session.finish();
      },
    };
  }
}

async function watched() {
  const engine = new WatchedEngine();
  const store = createStore(engine, { minHeartRate: 30_000, maxHeartRate: 220_500 });
  await store.importUsers([{ id: 1 }]);
  return { engine, store };
}

function block(...times: number[]): ReadingBlock {
  const made = new ReadingBlock(times.length);
  for (const [at, ms] of times.entries()) made.push(at + 1, 1, ms, 60_000);
  return made;
}

test('one block is a batch, several are a load, none writes nothing', async () => {
  const { engine, store } = await watched();
  await store.ingest([block(1, 2)]);
  assert.deepEqual(engine.calls.splice(0), ['batch', 'write 2', 'finish']);
  await store.ingest([block(1, 2), block(3)]);
  assert.deepEqual(engine.calls.splice(0), ['bulk', 'write 2', 'write 1', 'finish']);
  await store.ingest([]);
  await store.ingest([block(5)], { dryRun: true });
  assert.deepEqual(engine.calls, []);
});

test('a write that fails is finished, and its error is the caller’s', async () => {
  const { engine, store } = await watched();
  engine.failAt = 2;
  await assert.rejects(store.ingest([block(1), block(2), block(3)]), /the disk is gone/);
  assert.deepEqual(engine.calls, ['bulk', 'write 1', 'finish']);
});

test('a source that breaks off is closed, and what came whole before is written', async () => {
  const { engine, store } = await watched();
  async function* source() {
    yield block(1, 2, 3);
    throw new Error('no more');
  }
  await assert.rejects(store.ingest(source()), /no more/);
  assert.deepEqual(engine.calls, ['batch', 'write 3', 'finish']);

  let closed = false;
  function* endless() {
    try {
      for (let at = 0; ; at += 1) yield block(at);
    } finally {
      closed = true;
    }
  }
  engine.failAt = 3;
  await assert.rejects(store.ingest(endless()), /the disk is gone/);
  assert.equal(closed, true);
});

test('the accepted heart rates are a rule of the store, both ends inclusive', async () => {
  const { store } = await watched();
  const receipt = await store.ingest(
    [29.999, 30, 220.5, 220.501, 220.5004].map((heartRate, at) => ({ userId: 1, timestamp: new Date(at), heartRate })),
  );
  assert.equal(receipt.inserted, 3);
  assert.deepEqual(
    receipt.rejections.map(({ row, message }) => [row, message]),
    [
      [1, 'heart rate 29.999 is not from 30 to 220.5 bpm'],
      [4, 'heart rate 220.501 is not from 30 to 220.5 bpm'],
    ],
  );
});

test('blocks and single readings may come mixed', async () => {
  const { engine, store } = await watched();
  const receipt = await store.ingest([
    { userId: 1, timestamp: new Date(0), heartRate: 60 },
    block(1, 2),
    { userId: 1, timestamp: new Date(3), heartRate: 60 },
  ]);
  assert.deepEqual([receipt.read, receipt.inserted], [4, 4]);
  assert.equal(engine.calls.at(-1), 'finish');
});

test('users who come to be while an ingest makes them are kept as they are', async () => {
  const { engine, store } = await watched();
  await store.putUser({ id: 2, name: 'Ada' });
  // What was read of the users is out of date by the time that they are made.
  engine.existingUsers = async () => new Set();
  const readings = [1, 2, 3].map((userId) => ({ userId, timestamp: new Date(0), heartRate: 60 }));
  const receipt = await store.ingest(readings, { unknownUsers: 'create' });
  assert.deepEqual([receipt.inserted, receipt.usersCreated], [3, 1]);
  assert.equal((await store.getUser(2))?.name, 'Ada');
});

for (const dryRun of [false, true]) {
  test(`others have their turn while many rows are rejected${dryRun ? ' in a dry run' : ''}`, async (context) => {
    const { store } = await watched();
    const unknown = new ReadingBlock(200_000);
    for (let row = 1; row <= 200_000; row += 1) unknown.push(row, 1 + row, 1, 60_000);
    const turns = countTurns(context);
    const { rejectedByReason } = await store.ingest([unknown], { dryRun });
    assert.deepEqual(rejectedByReason, { unknown_user: 200_000 });
    assert.ok(turns.count >= 20, `${turns.count} turns`);
  });
}
