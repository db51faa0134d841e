import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../../../harness/postgres-server.ts';
import { until } from '../../../../harness/until.ts';
import { openStore, type Store } from '../../../../src/index.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

/** Backends of our stores on a database, by process id. */
async function backends(database: string): Promise<number[]> {
  const rows = await server.execute(
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'pulsebase' AND datname = '${database}' ORDER BY pid`,
  );
  return rows.map(([pid]) => Number(pid));
}

/** Waits until there are so many backends on a database, and gives them. */
function untilBackends(database: string, count: number): Promise<number[]> {
  return until(
    `${count} connections to ${database}`,
    async () => {
      const found = await backends(database);
      return found.length === count ? found : undefined;
    },
    { every: 50 },
  );
}

/** Asks so much at once that all connections there may be are opened. */
async function crowd(store: Store, database: string, connections: number): Promise<void> {
  const lock = await server.lockTable('users', database);
  const queries = Array.from({ length: 20 }, (_, at) => store.getUser(at + 1));
  await untilBackends(database, connections);
  await lock[Symbol.asyncDispose]();
  await Promise.all(queries);
}

test('POOL_SIZE connections are kept, MAX_OVERFLOW more are opened under load and closed when idle', async () => {
  const store = await openStore(await server.createDatabase('load'), { poolSize: 2, maxOverflow: 3 });
  await crowd(store, 'load', 5);
  const kept = await untilBackends('load', 2);
  // A connection that fell idle after these is closed: they are not closed for being idle.
  const later = await openStore(await server.createDatabase('later'), { poolSize: 1, maxOverflow: 1 });
  await crowd(later, 'later', 2);
  await untilBackends('later', 1);
  assert.deepEqual(await backends('load'), kept);
  await Promise.all([store.close(), later.close()]);
  await untilBackends('load', 0);
});

test('POOL_RECYCLE bounds the age of a connection', async () => {
  const store = await openStore(await server.createDatabase('recycle'), {
    poolSize: 1,
    maxOverflow: 0,
    poolRecycle: 1,
  });
  await store.getUser(1);
  const [before] = await backends('recycle');
  await until('a connection to be replaced', async () => {
    await store.getUser(1);
    const [now, ...others] = await backends('recycle');
    return now !== undefined && now !== before && others.length === 0;
  });
  await store.close();
});

test('a store that is closed lets its program end', async () => {
  const store = await openStore(await server.createDatabase('closing'), { poolSize: 5 });
  const queries = Array.from({ length: 5 }, (_, at) => store.getUser(at + 1));
  await Promise.all(queries);
  await store.close();
  await untilBackends('closing', 0);
});
