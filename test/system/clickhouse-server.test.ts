import { startClickhouseServer } from '../../harness/clickhouse-server.ts';
import { openStore } from '../../src/open-store.ts';
import { conformance } from '../conformance/conformance.ts';
import { reusedStore } from '../conformance/target.ts';

const server = await startClickhouseServer();
const target = reusedStore(() => openStore(server.url()));

conformance('a ClickHouse server', {
  ...target,
  runs: 2,
  async close() {
    await target.close();
    await server.stop();
  },
});
