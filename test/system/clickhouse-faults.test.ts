import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type ClickhouseCluster, startClickhouseCluster } from '../../harness/clickhouse-cluster.ts';
import { until } from '../../harness/until.ts';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { collect } from '../conformance/collect.ts';
import { ReferenceStore } from '../reference/reference-store.ts';
import {
  checkAnswers,
  checkEverything,
  type DatedReading,
  eventually,
  keep,
  openAround,
  putUsers,
  refused,
  SESSION_TIMEOUT,
  START,
  someReadings,
  USERS,
  WINDOW,
} from './cluster-fixture.ts';

/** Seconds: a busy machine must not stand still for as long; short enough to wait for. */
const LEASE = '30';

describe('faults of a ClickHouse cluster', () => {
  let cluster: ClickhouseCluster;
  let url: string;
  let store: Store;
  let reference: ReferenceStore;
  let databases = 0;

  before(async () => {
    cluster = await startClickhouseCluster({ sessionTimeout: SESSION_TIMEOUT });
  });

  after(async () => {
    await store?.close();
    await cluster.stop();
  });

  beforeEach(async () => {
    await store?.close();
    databases += 1;
    url = cluster.url(`faults_${databases}`, cluster.nodes, { lease: LEASE });
    store = await openStore(url);
    reference = new ReferenceStore();
    await putUsers(store, reference);
    await ingest(store, 6, 0, 60);
  });

  afterEach(async () => {
    // A test that failed may have left something down.
    await cluster.recover();
  });

  async function ingest(into: Store, count: number, first: number, heartRate: number): Promise<void> {
    const readings = someReadings(count, first, heartRate);
    await into.ingest(readings);
    keep(reference, readings);
  }

  function victim(signal: NodeJS.Signals, readings: readonly DatedReading[]): ChildProcess {
    const file = fileURLToPath(new URL('./clickhouse-victim.ts', import.meta.url));
    const child = fork(file, [url, signal], { stdio: 'inherit' });
    child.send(readings);
    return child;
  }

  test('both shards hold users, and every replica holds what was acknowledged at once', async () => {
    const counts = await Promise.all(
      cluster.nodes.map((node) => node.execute(`SELECT count() FROM faults_${databases}.readings_local FINAL`)),
    );
    assert.equal(counts[0], counts[1]);
    assert.equal(counts[2], counts[3]);
    assert.equal(Number(counts[0]) + Number(counts[2]), 6 * USERS.length);
    assert.ok(counts.every((count) => Number(count) > 0));
  });

  test('readings that were deleted or dropped are gone on every replica, and kept when they are sent again', async () => {
    const readings = someReadings(6, 0, 60);
    const left = (...tables: string[]) => {
      const counts = cluster.nodes.flatMap((node) =>
        tables.map((table) => node.execute(`SELECT count() FROM faults_${databases}.${table}`)),
      );
      return Promise.all(counts);
    };
    assert.equal(await store.deleteReadings({ userIds: [1] }), 6);
    assert.deepEqual(await left('readings_local WHERE user_id = 1'), ['0', '0', '0', '0']);
    await store.ingest(readings);
    await checkEverything(store, reference);
    // January goes by partition, of the whole month.
    assert.equal(await store.dropBefore('2023-02-01'), 6 * USERS.length);
    reference.deleteReadings(undefined, { from: 0, to: Date.parse('2023-02-01') - 1 });
    assert.ok((await left('readings_local', 'rollups_local', 'hours_by_user_local')).every((count) => count === '0'));
    await checkEverything(store, reference);
    await store.ingest(readings);
    keep(reference, readings);
    await checkEverything(store, reference);
  });

  test('with one replica down every answer is given, no write is acknowledged, and nothing of it is left behind', async () => {
    await cluster.shards[0]![1]!.kill();
    await checkAnswers(store, reference);
    await refused(store.ingest(someReadings(3, 50, 70)), 'QUORUM');
    await refused(store.deleteReadings({ userIds: [1] }), 'QUORUM');
    await checkAnswers(store, reference);
    await cluster.shards[0]![1]!.start();
    await eventually(() => ingest(store, 3, 50, 70));
    await store.deleteReadings({ userIds: [2] });
    reference.deleteReadings([2], { from: 0, to: Date.parse('2100-01-01') });
    await checkEverything(store, reference);
  });

  test('with quorum=one a write is taken while a replica is down, which has it after it came back', async () => {
    const one = await openStore(cluster.url(`faults_${databases}`, cluster.nodes, { quorum: 'one', lease: LEASE }));
    await cluster.shards[1]![0]!.kill();
    await ingest(one, 4, 40, 80);
    await checkAnswers(one, reference);
    await cluster.shards[1]![0]!.start();
    await one.close();
    // The next full write waits for the one that came back.
    await eventually(() => ingest(store, 1, 60, 61));
    await checkEverything(store, reference);
  });

  test('a shard that is down is an error with a code, never a part of an answer', async () => {
    for (const node of cluster.shards[1]!) await node.kill();
    await refused(store.queryUsers({ ...WINDOW, minHeartRate: 0 }), 'SHARD_UNAVAILABLE');
    await refused(store.queryTop({ ...WINDOW, userId: 1 }), 'SHARD_UNAVAILABLE');
    await refused(store.stats(), 'SHARD_UNAVAILABLE');
    await refused(store.ingest(someReadings(3, 50, 70)), 'SHARD_UNAVAILABLE', 'QUORUM');
    for (const node of cluster.shards[1]!) await node.start();
    await eventually(() => checkAnswers(store, reference));
    await eventually(() => ingest(store, 3, 50, 70));
    await checkEverything(store, reference);
  });

  test('without ZooKeeper answers are given and writes refused; both go on when it is back', async () => {
    await cluster.zookeeper.kill();
    await checkAnswers(store, reference);
    await refused(store.ingest(someReadings(3, 50, 70)), 'QUORUM');
    await cluster.zookeeper.start();
    await eventually(() => ingest(store, 3, 50, 70));
    await eventually(() => checkEverything(store, reference));
  });

  test('a recompute that is held back until a newer one has ended does not win', async () => {
    const heldBack = Promise.withResolvers<void>();
    const slow = await openAround(url, {
      executor: (executor) =>
        new Proxy(executor, {
          get(target, name) {
            const value: unknown = Reflect.get(target, name, target);
            if (name !== 'command') return typeof value === 'function' ? value.bind(target) : value;
            return async (sql: string) => {
              if (!sql.startsWith('INSERT INTO pulsebase.rollups')) return target.command(sql);
              // The server has read everything when it begins to sleep, and writes when it wakes up.
              const [head, ...select] = sql.split('SELECT');
              const sleep = 'sleep(3), sleep(2.9), sleep(2.8)';
              const asleep = `${head}SELECT * FROM (SELECT${select.join('SELECT')}) WHERE NOT ignore(${sleep})`;
              heldBack.resolve();
              await target.command(asleep);
              throw new Error('this process gives up here');
            };
          },
        }),
    });
    const late = { userId: 1, timestamp: new Date(START + 3), heartRate: 200 };
    const givenUp = assert.rejects(slow.ingest([late]), /this process gives up here/);
    keep(reference, [late]);
    await heldBack.promise;
    await until('the server to have read', async () => {
      const read = `SELECT sum(read_rows) FROM system.processes WHERE query LIKE '%sleep(2.8)%' AND query LIKE 'INSERT%'`;
      const rows = await Promise.all(cluster.nodes.map((node) => node.execute(read)));
      return rows.some((count) => Number(count) > 0);
    });
    // These readings are of the same hours, days and months.
    await ingest(store, 2, 0, 90);
    await checkAnswers(store, reference);
    // Then the held back one writes what it had read.
    await givenUp;
    await checkAnswers(store, reference);
    await checkEverything(store, reference);
    await slow.close();
  });

  test('a user who is deleted by one process while another writes is not brought back', async () => {
    const other = await openStore(cluster.url(`faults_${databases}`, cluster.nodes.toReversed(), { lease: LEASE }));
    const [receipt, deleted] = await Promise.all([other.ingest(someReadings(20, 10, 60)), store.deleteUsers([1, 2])]);
    assert.equal(deleted.users, 2);
    assert.equal(receipt.inserted + receipt.rejected, 20 * USERS.length);
    keep(reference, someReadings(20, 10, 60));
    reference.deleteUsers([1, 2]);
    for (const id of [1, 2]) {
      await assert.rejects(collect(store.readings(id, WINDOW)), { code: 'USER_NOT_FOUND' });
      for (const node of cluster.nodes) {
        for (const table of ['readings_local', 'rollups_local', 'hours_by_user_local']) {
          const left = await node.execute(`SELECT count() FROM faults_${databases}.${table} WHERE user_id = ${id}`);
          assert.equal(left, '0', `${table} of ${node.directory}`);
        }
      }
    }
    await other.close();
    await checkEverything(store, reference);
  });

  test('what a writer that was killed between readings and roll-ups had begun is finished by another process', async () => {
    const readings = someReadings(2, 30, 110);
    const child = victim('SIGKILL', readings);
    const [, signal] = await once(child, 'exit');
    assert.equal(signal, 'SIGKILL');
    keep(reference, readings);
    // Nobody asks this process to; it finds out by itself within a lease or two.
    await eventually(() => checkEverything(store, reference));
    // A deletion does not have to wait any more.
    await store.deleteUsers([3]);
    reference.deleteUsers([3]);
    await checkEverything(store, reference);
  });

  test('what a killed writer had begun is answered as soon as another process has taken the same readings', async () => {
    const readings = someReadings(2, 30, 110);
    const child = victim('SIGKILL', readings);
    await once(child, 'exit');
    const receipt = await store.ingest(readings);
    assert.deepEqual([receipt.unchanged, receipt.inserted], [2 * USERS.length, 0]);
    keep(reference, readings);
    await checkAnswers(store, reference);
    await eventually(() => checkEverything(store, reference));
  });

  test('a writer that stood still for longer than its lease and wakes up again harms nothing', async () => {
    const readings = someReadings(2, 30, 110);
    const child = victim('SIGSTOP', readings);
    assert.deepEqual(await once(child, 'message'), ['hit', undefined]);
    // Another process takes over what it had begun, and then writes to the same buckets.
    keep(reference, readings);
    await eventually(() => checkEverything(store, reference));
    await ingest(store, 1, 31, 150);
    await ingest(store, 2, 32, 90);
    child.kill('SIGCONT');
    const [outcome] = await once(child, 'message');
    await once(child, 'exit');
    assert.ok(['acknowledged', 'TIMEOUT'].includes(outcome), outcome);
    await checkEverything(store, reference);
  });

  test('a store is opened and asked through any host that lives', async () => {
    await cluster.shards[0]![0]!.kill();
    const other = await openStore(url);
    await checkAnswers(other, reference);
    await other.close();
    await cluster.shards[0]![0]!.start();
    await eventually(() => ingest(store, 1, 70, 70));
  });

  test('a schema that could not reach every node says so and is finished later', async () => {
    await cluster.shards[1]![1]!.kill();
    const late = cluster.url('late', cluster.nodes, { lease: LEASE });
    await refused(openStore(late), 'QUORUM');
    await cluster.shards[1]![1]!.start();
    const opened = await eventually(() => openStore(late));
    await opened.importUsers([{ id: 1 }]);
    assert.equal((await opened.ingest([{ userId: 1, timestamp: '2023-01-01', heartRate: 60 }])).inserted, 1);
    await opened.close();
  });
});
