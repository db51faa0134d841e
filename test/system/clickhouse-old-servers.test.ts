import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type ClickhouseCluster, startClickhouseCluster } from '../../harness/clickhouse-cluster.ts';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { ReferenceStore } from '../reference/reference-store.ts';
import {
  checkEverything,
  eventually,
  keep,
  putUsers,
  SESSION_TIMEOUT,
  someReadings,
  USERS,
} from './cluster-fixture.ts';

const ALL = { from: 0, to: Date.parse('2100-01-01') };

describe('a ClickHouse cluster of servers before 19.1', () => {
  let cluster: ClickhouseCluster;
  let store: Store;
  let reference: ReferenceStore;
  let databases = 0;

  // One replica each: two that are told ON CLUSTER may do to each other what this is about.
  before(async () => {
    cluster = await startClickhouseCluster({ replicas: 1, sessionTimeout: SESSION_TIMEOUT });
  });

  after(async () => {
    await store?.close();
    await cluster.stop();
  });

  beforeEach(async () => {
    await store?.close();
    databases += 1;
    store = await openStore(cluster.url(`old_${databases}`));
    reference = new ReferenceStore();
    await putUsers(store, reference);
    const readings = someReadings(6, 0, 60);
    await store.ingest(readings);
    keep(reference, readings);
  });

  test('deletions are complete although a node takes no more statements ON CLUSTER', async () => {
    const node = cluster.shards[1]![0]!;
    const path = join(node.directory, 'config.xml');
    const config = readFileSync(path, 'utf8');
    const restart = async (text: string) => {
      await node.kill();
      writeFileSync(path, text);
      await node.start();
    };
    await restart(config.replace(/<distributed_ddl>.*<\/distributed_ddl>/s, ''));
    try {
      assert.equal(await eventually(() => store.deleteReadings({ userIds: [1] })), 6);
      reference.deleteReadings([1], ALL);
      await store.deleteUsers([2]);
      reference.deleteUsers([2]);
      await store.dropBefore('2023-02-01');
      reference.deleteReadings(undefined, { from: 0, to: Date.parse('2023-02-01') - 1 });
      await checkEverything(store, reference);
    } finally {
      await restart(config);
    }
  });

  test('deletions are complete through a URL that names hosts of one shard alone, and doctor advises against it', async () => {
    const subjects = async (of: Store) =>
      (await of.diagnose()).filter(({ message }) => message.includes('ON CLUSTER')).map(({ subject }) => subject);
    assert.deepEqual(await subjects(store), []);
    const other = await openStore(cluster.url(`old_${databases}`, cluster.shards[0]));
    assert.deepEqual(await subjects(other), ['nodes']);
    assert.equal(await other.deleteReadings({ userIds: USERS }), 6 * USERS.length);
    await other.close();
    reference.deleteReadings(undefined, ALL);
    await checkEverything(store, reference);
  });
});
