import { randomBytes } from 'node:crypto';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { parseServerUrl } from '../../src/engines/clickhouse/server/server-url.ts';
import { sqlName } from '../../src/engines/clickhouse/statements/sql-text.ts';
import { openStore } from '../../src/open-store.ts';
import { conformance } from '../conformance/conformance.ts';
import { reusedStore } from '../conformance/target.ts';

/**
 * The conformance suite against a server or cluster that somebody has: `npm run test:server`, with its URL in
 * `CLICKHOUSE_TEST_URL`. The tests use a database of their own beside the one that the URL names, and drop it.
 */
const url = process.env.CLICKHOUSE_TEST_URL;
if (!url) throw new Error('CLICKHOUSE_TEST_URL must be set: clickhouse://user:password@host:8123/database');

const { hosts, username, password, database, cluster } = parseServerUrl(url);
const own = `${database}_test_${randomBytes(4).toString('hex')}`;
const [, before, after] = /^([^?]*:\/\/[^/?]*)(?:\/[^?]*)?(.*)$/.exec(url)!;
const target = reusedStore(() => openStore(`${before}/${own}${after}`));

conformance(`the server of CLICKHOUSE_TEST_URL, in the database ${own}`, {
  ...target,
  runs: 2,
  async close() {
    await target.close();
    const client = createClient({
      url: hosts[0]!,
      username,
      password,
      // An old server takes seconds for each table.
      request_timeout: 600_000,
      log: { level: ClickHouseLogLevel.OFF },
    });
    const everywhere = cluster === undefined ? '' : ` ON CLUSTER ${sqlName(cluster)}`;
    await client.command({ query: `DROP DATABASE IF EXISTS ${sqlName(own)}${everywhere}` });
    await client.close();
  },
});
