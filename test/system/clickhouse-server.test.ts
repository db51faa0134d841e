import { openStore } from '../../src/open-store.ts';
import { conformance } from '../conformance/conformance.ts';
import { reusedStore } from '../conformance/target.ts';
import { startClickhouseServer } from '../support/clickhouse-server.ts';

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
