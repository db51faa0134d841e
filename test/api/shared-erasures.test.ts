import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, mock, test } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { until } from '../../harness/until.ts';
import { BatchesUnderWay } from '../../src/api/writes/batches-under-way.ts';
import { ServiceWrites } from '../../src/api/writes/service-writes.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import { openState } from '../../src/state/open-state.ts';
import { createStore } from '../../src/store/create-store.ts';
import type { Receipt, Store } from '../../src/store/store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { writing } from './writing.ts';

const AT = Date.parse('2023-01-10T10:00:00Z');
const LIMITS = { groupCommitRows: 1000, groupCommitInterval: 0 };
const OBSERVER = { group: () => {} };

const root = mkdtempSync(join(tmpdir(), 'pulsebase-shared-erasures-'));
const server = await startPostgresServer({ fsync: 'off' });
after(async () => {
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

/** One store, and the write queues of two services over it. */
async function prepared() {
  const engine = new MemoryEngine();
  const limits = { minHeartRate: 20_000, maxHeartRate: 300_000 };
  const [store, other] = [createStore(engine, limits), createStore(engine, limits)];
  await store.importUsers([{ id: 1, externalId: 'P-1' }, { id: 2 }]);
  const stateUrl = await server.createDatabase();
  const open = () => openState({ stateUrl, stateDirectory: root }, { durable: true });
  const states = [await open(), await open()] as const;
  return {
    ...{ store, other, states },
    here: new ServiceWrites(store, LIMITS, OBSERVER, states[0]),
    there: new ServiceWrites(other, LIMITS, OBSERVER, states[1]),
    async [Symbol.asyncDispose]() {
      for (const state of states) await state.close();
    },
  };
}

function blockOf(...instants: readonly number[]): ReadingBlock {
  const block = new ReadingBlock(2 * instants.length);
  for (const ms of instants) for (const id of [1, 2]) block.push(block.length + 1, id, ms, 60_000);
  return block;
}

const reasons = ({ rejections }: Receipt) => rejections.map(({ row, reason }) => [row, reason]);

/** Has a deletion by another service happen within the next batch: after it has looked for erasures, before it writes. */
function within(store: Store, happening: () => Promise<unknown>): void {
  const ingest = store.ingest.bind(store);
  store.ingest = async (...given) => {
    store.ingest = ingest;
    await happening();
    return ingest(...given);
  };
}

describe('what another service erases', () => {
  test('is not brought back by a body that was on its way, by any name', async () => {
    await using both = await prepared();
    await writing(both.here, async (write) => {
      await writing(both.there, (other) => other.deleteUsers(['P-1']));
      const create = await write.batch(blockOf(AT), { unknownUsers: 'create' });
      assert.deepEqual([reasons(create), create.inserted, create.usersCreated], [[[1, 'erased']], 1, 0]);
      await assert.rejects(write.putUser({ id: 1 }), { code: 'ERASED' });
      await writing(both.there, (other) =>
        other.deleteReadings({ userIds: [2], from: new Date(AT), to: new Date(AT) }),
      );
      await writing(both.there, (other) => other.dropBefore(new Date(AT - 1000)));
      const together = await write.together(blockOf(AT - 1001, AT - 1, AT));
      assert.deepEqual(
        reasons(together).map(([row]) => row),
        [1, 2, 3, 5, 6],
      );
    });
    assert.equal(await both.store.getUser(1), undefined);
    const kept = [];
    for await (const { timestamp } of both.store.readings(2, { from: '1970-01-01', to: '2030-01-01' })) {
      kept.push(timestamp.getTime() - AT);
    }
    assert.deepEqual(kept, [-1]);
  });

  test('is no affair of a write that begins afterwards', async () => {
    await using both = await prepared();
    await writing(both.there, (other) => other.deleteUsers([1]));
    await both.here.fence.takeUp();
    await writing(both.here, async (write) => {
      await write.putUser({ id: 1 });
      assert.deepEqual(reasons(await write.batch(blockOf(AT), {})), []);
    });
  });

  for (const [name, erase] of [
    ['a user', (queue: ServiceWrites) => writing(queue, (write) => write.deleteUsers([1]))],
    [
      'a window',
      (queue: ServiceWrites) => writing(queue, (write) => write.deleteReadings({ userIds: [1], from: new Date(AT) })),
    ],
    ['all readings', (queue: ServiceWrites) => writing(queue, (write) => write.deleteReadings({ from: '1970-01-01' }))],
  ] as const) {
    const requireGone = async (store: Store) => {
      const { readings } = await store.stats();
      assert.equal(readings, name === 'all readings' ? 0 : 1);
      if (name === 'a user') assert.equal(await store.getUser(1), undefined);
    };

    test(`${name}, waits for the batches that are being written, and for no later ones`, async () => {
      await using both = await prepared();
      const [state, theirs] = both.states;
      let looks = 0;
      const query = theirs.query.bind(theirs);
      theirs.query = async (text, values) => {
        const rows = await query(text, values);
        if (text.startsWith('SELECT service, number FROM state.batches')) looks += 1;
        return rows;
      };
      let erased: Promise<unknown> | undefined;
      within(both.store, async () => {
        erased = erase(both.there);
        await until('a look at what is being written', () => looks);
        // Another one, which never ends.
        await new BatchesUnderWay(state).begin();
      });
      await writing(both.here, (write) => write.batch(blockOf(AT), { unknownUsers: 'create' }));
      await erased;
      await requireGone(both.store);
      // What comes afterwards is not deleted with it.
      await both.here.fence.takeUp();
      await writing(both.here, (write) => write.batch(blockOf(AT), { unknownUsers: 'create' }));
      await both.here.fence.refresh();
      await both.here.fence.settle();
      assert.equal((await both.store.stats()).readings, 2);
    });

    test(`${name}, is not brought back by a service that stood still before it wrote: it writes nothing`, async () => {
      await using both = await prepared();
      const state = both.states[0];
      const query = state.query.bind(state);
      state.query = async (text, values) => {
        const rows = await query(text, values);
        // Between its look for what others erase and its write.
        if (text.startsWith('SELECT number, service')) {
          mock.timers.enable({ apis: ['Date'], now: Date.parse('2100-01-01') });
        }
        return rows;
      };
      const refused = writing(both.here, (write) => write.batch(blockOf(AT), { unknownUsers: 'create' }));
      await assert.rejects(refused, { code: 'OVERLOADED' });
      mock.timers.reset();
      assert.equal((await both.store.stats()).readings, 0);
    });

    test(`${name}, is deleted once more by a service that stood still within a batch`, async () => {
      await using both = await prepared();
      within(both.store, async () => {
        // So long that others believe it dead.
        await both.states[0].query('UPDATE state.batches SET expires_at = 0');
        mock.timers.enable({ apis: ['Date'], now: Date.parse('2100-01-01') });
        await erase(both.there);
      });
      await writing(both.here, (write) => write.batch(blockOf(AT), { unknownUsers: 'create' }));
      mock.timers.reset();
      await requireGone(both.store);
    });

    test(`${name}, is deleted once more by a service that has written without its state`, async () => {
      await using both = await prepared();
      const state = both.states[0];
      const query = state.query;
      state.query = async () => {
        throw new PulsebaseError('CONNECTION_FAILED', 'the state is away for this service alone');
      };
      within(both.store, () => erase(both.there));
      await writing(both.here, (write) => write.batch(blockOf(AT), { unknownUsers: 'create' }));
      state.query = query;
      await both.here.fence.refresh();
      await both.here.fence.settle();
      await requireGone(both.store);
    });
  }

  test('is numbered without a gap, also when many erase at once', async () => {
    await using both = await prepared();
    const erasing = Array.from({ length: 20 }, (_, at) =>
      writing(at % 2 === 0 ? both.here : both.there, (write) => write.deleteReadings({ userIds: [1 + (at % 2)] })),
    );
    await Promise.all(erasing);
    const rows = await both.states[0].query('SELECT number FROM state.erasures ORDER BY number');
    assert.deepEqual(
      rows.map(([number]) => number),
      Array.from({ length: 20 }, (_, at) => at + 1),
    );
  });

  test('is kept for a day, and its number for ever', async () => {
    await using both = await prepared();
    for (const id of [1, 2]) await writing(both.here, (write) => write.deleteUsers([id]));
    await both.states[0].query('UPDATE state.erasures SET at = 0');
    await both.here.fence.deleteOld();
    await writing(both.there, (write) => write.deleteUsers([1]));
    const rows = await both.states[0].query('SELECT number FROM state.erasures ORDER BY number');
    assert.deepEqual(rows, [[2], [3]]);
  });

  test('is refused while the state is away, with nothing deleted; other writes go on', async () => {
    await using both = await prepared();
    await server.kill();
    await assert.rejects(
      writing(both.here, (write) => write.deleteUsers([1])),
      { code: 'CONNECTION_FAILED', message: /nothing is deleted/ },
    );
    assert.notEqual(await both.store.getUser(1), undefined);
    const receipt = await writing(both.here, (write) => write.batch(blockOf(AT), {}));
    assert.equal(receipt.inserted, 2);
    await server.start();
    await both.here.fence.refresh();
    await writing(both.here, async (write) => {
      await writing(both.there, (other) => other.deleteUsers([1]));
      assert.deepEqual(reasons(await write.batch(blockOf(AT + 1), {})), [[1, 'erased']]);
    });
  });
});
