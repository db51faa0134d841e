import { openStore } from '../../src/open-store.ts';
import { conformance } from '../conformance/conformance.ts';
import { reusedStore } from '../conformance/target.ts';
import { startClickhouseCluster } from '../support/clickhouse-cluster.ts';

const cluster = await startClickhouseCluster();
const target = reusedStore(() => openStore(cluster.url()));

conformance('a ClickHouse cluster of two shards with two replicas each', {
  ...target,
  runs: 2,
  async close() {
    await target.close();
    await cluster.stop();
  },
});
