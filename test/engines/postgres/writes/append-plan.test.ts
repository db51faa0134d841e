import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../../../harness/postgres-server.ts';
import { connectionSettings } from '../../../../src/engines/postgres/connections/connection-settings.ts';
import { openConnections } from '../../../../src/engines/postgres/connections/open-connections.ts';
import { APPEND_READINGS, appendValues } from '../../../../src/engines/postgres/writes/append-readings.ts';
import { DEFAULT_OPTIONS, openStore } from '../../../../src/index.ts';

// Statistics as the test makes them, and no others.
const server = await startPostgresServer({ fsync: 'off', autovacuum: 'off' });
after(() => server.stop());

const USERS = 500;
const MINUTE = 60_000;
/** A month that has just begun. */
const START = Date.UTC(2024, 0, 1);

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** The most rows that any node of a plan took in its hands, kept or not. */
function mostRows(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0);
  const own = (node['Actual Rows'] + removed) * node['Actual Loops'];
  return Math.max(own, ...(node.Plans ?? []).map(mostRows));
}

test('a batch takes each row of roll-ups in hand once, whatever the statistics say', async () => {
  const url = await server.createDatabase('statistics');
  const options = { ...DEFAULT_OPTIONS, onWarning: () => {} };
  const [store, connections] = await Promise.all([
    openStore(url),
    openConnections(connectionSettings(url, {}), options),
  ]);
  const ids = Array.from({ length: USERS }, (_, at) => at + 1);
  await store.importUsers(ids.map((id) => ({ id })));
  let minute = 0;
  const send = async (users: readonly number[], batches: number) => {
    for (let more = 0; more < batches; more += 1) {
      minute += 1;
      const timestamp = new Date(START + minute * MINUTE);
      await store.ingest(users.map((userId) => ({ userId, timestamp, heartRate: 60 + (userId % 40) })));
    }
  };
  const check = async (statistics: string) => {
    const userIds = Float64Array.from(ids);
    const timestamps = userIds.map(() => START + (minute + 1) * MINUTE);
    const values = userIds.map(() => 70_000);
    const added = appendValues({ length: USERS, userIds, timestamps, first: values, last: values });
    const text = `EXPLAIN (ANALYZE, FORMAT JSON) ${APPEND_READINGS}`;
    const [row] = await connections.transaction((session) => session.query(text, added), { byKey: true });
    minute += 1;
    const [{ Plan: plan }] = row![0] as [{ Plan: PlanNode }];
    const rows = mostRows(plan);
    assert.ok(rows >= USERS && rows <= 2 * USERS, `${rows} rows for ${USERS} users, ${statistics}`);
  };
  // One user begins; his one row in many versions is what the statistics know of the month.
  await send([1], 60);
  await server.execute('ANALYZE', 'statistics');
  await send(ids, 3);
  await check('analysed with one row');
  await server.execute('VACUUM ANALYZE', 'statistics');
  await check('vacuumed and analysed');
  await server.execute(
    `DELETE FROM pg_statistic; UPDATE pg_class SET reltuples = -1 WHERE relname ~ 'rollups'`,
    'statistics',
  );
  await check('never analysed');
  await Promise.all([store.close(), connections.close()]);
});
