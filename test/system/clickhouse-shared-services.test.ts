import { startClickhouseCluster } from '../../harness/clickhouse-cluster.ts';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { conformance } from '../conformance/conformance.ts';
import { type SharedServices, shareServices } from '../conformance/shared-services.ts';
import { ClusterStore } from './cluster-store.ts';

// Of one shard, to which an old server leaves whole statements; the conformance of a cluster has two.
const cluster = await startClickhouseCluster({ shards: 1 });
const place = new ClusterStore(cluster);
const postgres = await startPostgresServer({ fsync: 'off' });
const stateUrl = await postgres.createDatabase();
let shared: SharedServices | undefined;

async function openCurrent() {
  shared = await shareServices(() => place.open(), stateUrl);
  return shared.store;
}

conformance('a ClickHouse cluster behind two services in turn', {
  isServed: true,
  mayCountTwice: true,
  async open() {
    await shared?.close();
    await place.empty();
    return openCurrent();
  },
  async reopen() {
    await shared?.close();
    return openCurrent();
  },
  async close() {
    await shared?.close();
    await cluster.stop();
    await postgres.stop();
  },
  runs: 1,
  only: 'writes',
});
