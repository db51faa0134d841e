import { startClickhouseCluster } from '../../harness/clickhouse-cluster.ts';
import type { Store } from '../../src/store/store.ts';
import { conformance } from '../conformance/conformance.ts';
import { ClusterStore } from './cluster-store.ts';

const cluster = await startClickhouseCluster();
const place = new ClusterStore(cluster);
let current: Store | undefined;

async function openCurrent(): Promise<Store> {
  current = await place.open();
  return current;
}

conformance('a ClickHouse cluster of two shards with two replicas each', {
  async open() {
    await current?.close();
    await place.empty();
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
