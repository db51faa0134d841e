import { startClickhouseCluster } from '../../harness/clickhouse-cluster.ts';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { conformance } from '../conformance/conformance.ts';
import { type SharedServices, shareServices } from '../conformance/shared-services.ts';
import { openInCluster } from './cluster-fixture.ts';

const cluster = await startClickhouseCluster();
const postgres = await startPostgresServer({ fsync: 'off' });
const stateUrl = await postgres.createDatabase();
let databases = 0;
let shared: SharedServices | undefined;

async function openCurrent() {
  await shared?.close();
  shared = await shareServices(() => openInCluster(cluster, `store_${databases}`), stateUrl);
  return shared.store;
}

conformance('a ClickHouse cluster behind two services in turn', {
  isServed: true,
  mayCountTwice: true,
  // A new database is made faster than an old one is emptied on every replica.
  open() {
    databases += 1;
    return openCurrent();
  },
  reopen: openCurrent,
  async close() {
    await shared?.close();
    await cluster.stop();
    await postgres.stop();
  },
  runs: 1,
  only: 'writes',
});
