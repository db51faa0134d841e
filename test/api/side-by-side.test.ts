import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { until } from '../../harness/until.ts';
import { ServiceWrites } from '../../src/api/writes/service-writes.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { MS_PER_HOUR } from '../reference/civil-date.ts';
import { writing } from './writing.ts';

const AT = Date.parse('2023-01-31T22:00:00Z');
const LIMITS = { groupCommitRows: 20, groupCommitInterval: 0 };
const OBSERVER = { group: () => {} };
const USERS = [1, 2, 3, 4, 5, 6, 7];
const server = await startPostgresServer({ fsync: 'off' });
const stores: Store[] = [];
after(async () => {
  for (const store of stores) await store.close();
  await server.stop();
});

async function open(url: string, options: { poolSize?: number; maxOverflow?: number } = {}): Promise<Store> {
  const store = await openStore(url, options);
  stores.push(store);
  return store;
}

function readingsOf(users: readonly number[], hour: number, heartRate: number): ReadingBlock {
  const block = new ReadingBlock(users.length);
  for (const [at, user] of users.entries()) block.push(at + 1, user, AT + hour * MS_PER_HOUR, heartRate * 1000);
  return block;
}

const together = (writes: ServiceWrites, block: ReadingBlock) => writing(writes, (write) => write.together(block));

for (const [poolSize, expected] of [
  [2, 1],
  [10, 2],
  [50, 4],
] as const) {
  test(`PostgreSQL has ${expected} writes at once over a pool of ${poolSize}`, async () => {
    const database = `pool_${poolSize}`;
    const store = await open(await server.createDatabase(database), { poolSize, maxOverflow: 0 });
    assert.equal(store.capabilities.concurrentWrites, expected);
    await store.importUsers(USERS.map((id) => ({ id })));
    await store.ingest(USERS.map((userId) => ({ userId, timestamp: new Date(AT), heartRate: 60 })));
    const writes = new ServiceWrites(store, LIMITS, OBSERVER);
    const waiting = async () => {
      const rows = await server.execute(
        `SELECT count(*)::integer FROM pg_stat_activity WHERE datname = '${database}' AND wait_event_type = 'Lock'`,
      );
      return Number(rows[0]![0]);
    };
    const sent: Promise<unknown>[] = [];
    {
      await using _ = await server.lockTable('users', database);
      // Each begins before the next one comes, until no more may.
      for (const user of USERS) {
        sent.push(together(writes, readingsOf([user], 1, 70)));
        await until('the writes to begin', async () => (await waiting()) === Math.min(user, expected));
      }
      assert.equal(await waiting(), expected);
    }
    await Promise.all(sent);
    assert.equal((await store.stats()).readings, 2 * USERS.length);
  });
}

test('two services whose groups share users do not hinder each other, and whoever waits for receipts has the last word', async () => {
  const url = await server.createDatabase('two');
  const both = [await open(url), await open(url)];
  await both[0]!.importUsers(USERS.map((id) => ({ id })));
  const round = fc.record({
    // Users in any order: each request of a group names them as it likes.
    requests: fc.array(fc.tuple(fc.shuffledSubarray(USERS, { minLength: 1 }), fc.nat({ max: 3 }), fc.boolean()), {
      minLength: 1,
      maxLength: 20,
    }),
  });
  let heartRate = 0;
  const lasts = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(round, async ({ requests }) => {
      const services = both.map((store) => new ServiceWrites(store, LIMITS, OBSERVER));
      const receipts = await Promise.all(
        requests.map(([users, hour, isFirst]) =>
          together(services[isFirst ? 0 : 1]!, readingsOf(users, hour, 100 + (hour % 50))),
        ),
      );
      for (const [at, { read, rejected }] of receipts.entries()) {
        assert.deepEqual([read, rejected], [requests[at]![0].length, 0]);
      }
      // A caller who awaits each receipt, once at each service.
      heartRate = (heartRate + 1) % 100;
      for (const [at, service] of services.entries()) {
        await together(service, readingsOf(USERS, 5, 50 + heartRate + at));
      }
      for (const user of USERS) lasts.set(user, 50 + heartRate + 1);
    }),
    { numRuns: 20 },
  );
  const at = new Date(AT + 5 * MS_PER_HOUR);
  for (const user of USERS) {
    const kept: number[] = [];
    for await (const reading of both[0]!.readings(user, { from: at, to: at })) kept.push(reading.heartRate);
    assert.deepEqual(kept, [lasts.get(user)]);
  }
  assert.equal((await both[0]!.verify()).ok, true);
  const deadlocks = await server.execute(`SELECT deadlocks::integer FROM pg_stat_database WHERE datname = 'two'`);
  assert.deepEqual(deadlocks, [[0]]);
});

test('of one caller each later value wins, whatever others send meanwhile', async () => {
  const store = await open(await server.createDatabase('order'));
  await store.importUsers(USERS.map((id) => ({ id })));
  const writes = new ServiceWrites(store, LIMITS, OBSERVER);
  const caller = async (user: number) => {
    for (let turn = 0; turn < 25; turn += 1) {
      const receipt = await together(writes, readingsOf([user], 0, 60 + turn));
      assert.deepEqual([receipt.inserted, receipt.updated], turn === 0 ? [1, 0] : [0, 1]);
    }
  };
  await Promise.all(USERS.map(caller));
  const window = { from: new Date(AT), to: new Date(AT), minHeartRate: 0, details: true } as const;
  const found = await store.queryUsers(window);
  assert.deepEqual(
    found.map((member) => (typeof member === 'number' ? undefined : member.average)),
    USERS.map(() => 84),
  );
});
