import { startClickhouseCluster } from '../../harness/clickhouse-cluster.ts';
import type { Store } from '../../src/store/store.ts';
import { conformance } from '../conformance/conformance.ts';
import { openInCluster } from './cluster-fixture.ts';

const cluster = await startClickhouseCluster();
let databases = 0;
let current: Store | undefined;

async function openCurrent(): Promise<Store> {
  current = await openInCluster(cluster, `store_${databases}`);
  return current;
}

conformance('a ClickHouse cluster of two shards with two replicas each', {
  // A new database is made faster than an old one is emptied on every replica.
  async open() {
    await current?.close();
    databases += 1;
    return openCurrent();
  },
  async reopen(store) {
    await store.close();
    return openCurrent();
  },
  async close() {
    await current?.close();
    await cluster.stop();
  },
  runs: 1,
});
