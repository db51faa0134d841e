import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { type ClickhouseCluster, startClickhouseCluster } from '../../harness/clickhouse-cluster.ts';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { ReferenceStore } from '../reference/reference-store.ts';
import { checkEverything, eventually, keep, putUsers, SESSION_TIMEOUT, someReadings } from './cluster-fixture.ts';
import { ClusterLoad } from './cluster-load.ts';
import { ClusterNetwork } from './cluster-network.ts';
import { SmallDisk } from './small-disk.ts';

/** Seconds; a node that is cut off takes some of them to be noticed. */
const LEASE = '30';
/** The node whose disk is small: the second replica of the first shard. */
const SMALL = 1;

/** What a write may be refused with while a node is missing. */
const MISSING = ['QUORUM', 'CONNECTION_FAILED', 'SHARD_UNAVAILABLE', 'TIMEOUT'] as const;

describe('a ClickHouse cluster under load', () => {
  let network: ClusterNetwork;
  let disk: SmallDisk;
  let cluster: ClickhouseCluster;
  let stores: Store[] = [];
  let reference: ReferenceStore;
  let load: ClusterLoad;
  let databases = 0;

  before(async () => {
    network = new ClusterNetwork(4);
    disk = new SmallDisk(96);
    cluster = await startClickhouseCluster({
      sessionTimeout: SESSION_TIMEOUT,
      zookeeperHost: network.here,
      node: (number) => ({
        host: network.address(number),
        prefix: ['ip', 'netns', 'exec', network.namespace(number)],
        ...(number === SMALL ? { directory: join(disk.path, 'node') } : {}),
      }),
    });
  });

  after(async () => {
    try {
      await cluster?.stop();
    } finally {
      disk?.[Symbol.dispose]();
      network?.[Symbol.dispose]();
    }
  });

  beforeEach(async () => {
    databases += 1;
    const url = (hosts: ClickhouseCluster['nodes']) => cluster.url(`outages_${databases}`, hosts, { lease: LEASE });
    const first = await openStore(url(cluster.nodes));
    const second = await openStore(url(cluster.nodes.toReversed()));
    const reader = await openStore(url(cluster.nodes));
    stores = [first, second, reader];
    reference = new ReferenceStore();
    await putUsers(first, reference);
    const readings = someReadings(6, 0, 60);
    await first.ingest(readings);
    keep(reference, readings);
    load = new ClusterLoad([first, second], reader, reference);
    await load.progress(2);
  });

  afterEach(async () => {
    // A test that failed may have left something down.
    for (let number = 0; number < 4; number += 1) network.mend(number);
    disk.free();
    await cluster.recover();
    await load.stop().catch(() => {});
    await Promise.all(stores.map((store) => store.close()));
  });

  /** What was refused during the fault has been sent again and taken; the store is that of one clean load. */
  async function checkRecovery(): Promise<void> {
    await load.progress(2);
    await load.stop();
    for (const store of stores) await eventually(() => checkEverything(store, reference));
  }

  test('a replica that is killed and brought back', async () => {
    await cluster.nodes[2]!.kill();
    await load.refused(MISSING);
    await load.answered(6);
    await cluster.nodes[2]!.start();
    await checkRecovery();
  });

  test('a shard that is killed', async () => {
    await Promise.all(cluster.shards[1]!.map((node) => node.kill()));
    await load.refused(['SHARD_UNAVAILABLE']);
    await Promise.all(cluster.shards[1]!.map((node) => node.start()));
    await checkRecovery();
  });

  test('ZooKeeper that is killed', async () => {
    await cluster.zookeeper.kill();
    await load.refused(['QUORUM']);
    await load.answered(6);
    await cluster.zookeeper.start();
    await checkRecovery();
  });

  test('a node whose network is cut', async () => {
    network.cut(3);
    await load.refused(MISSING);
    await load.answered(6);
    network.mend(3);
    await checkRecovery();
  });

  test('a node that the program is connected to, and its network is cut', async () => {
    network.cut(0);
    await load.refused(MISSING);
    await load.answered(6);
    network.mend(0);
    await checkRecovery();
  });

  test('a disk that is full on one node', async () => {
    disk.fill();
    await load.refused(['QUORUM', 'DISK_FULL']);
    await load.answered(6);
    disk.free();
    await checkRecovery();
  });

  test('nothing at all: two processes that write to the same buckets', async () => {
    await load.progress(10);
    await checkRecovery();
    assert.deepEqual([...load.refusals], []);
  });
});
