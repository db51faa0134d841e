import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import pg from 'pg';
import { startPostgresServer } from '../../../../harness/postgres-server.ts';
import { until } from '../../../../harness/until.ts';
import { openStore } from '../../../../src/open-store.ts';
import { withClockSet } from '../../../support/wall-clock.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

test('dropBefore goes on waiting for a lock when the clock is set ahead', async () => {
  const url = await server.createDatabase();
  const store = await openStore(url);
  await store.putUser({ id: 1 });
  await store.ingest([
    { userId: 1, timestamp: '2023-01-10', heartRate: 60 },
    { userId: 1, timestamp: '2023-03-10', heartRate: 70 },
  ]);
  const reader = new pg.Client(url);
  const watcher = new pg.Client(url);
  await Promise.all([reader.connect(), watcher.connect()]);
  await reader.query('BEGIN; LOCK TABLE heart_rates IN ACCESS SHARE MODE');
  const waiters = async () => {
    const { rows } = await watcher.query<{ virtualtransaction: string }>(
      'SELECT DISTINCT virtualtransaction FROM pg_locks WHERE NOT granted',
    );
    return rows.map(({ virtualtransaction }) => virtualtransaction);
  };
  const dropped = store.dropBefore('2023-02-01');
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  dropped.then(over, over);
  const tries = new Set<string>();
  const untilTried = (times: number) =>
    until(`try ${times} at the table`, async () => {
      for (const waiter of await waiters()) tries.add(waiter);
      return isOver || tries.size >= times;
    });
  await untilTried(1);
  // The second time comes after the first has given up under the new time.
  await withClockSet(1, () => untilTried(2));
  await reader.query('COMMIT');
  assert.equal(await dropped, 1);
  assert.equal((await store.stats()).readings, 1);
  await Promise.all([reader.end(), watcher.end(), store.close()]);
});
