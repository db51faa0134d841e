import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openStore } from '../../../src/index.ts';
import { startPostgresServer } from '../../support/postgres-server.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

/** Backends of our stores on a database, by process id. */
async function backends(database: string): Promise<number[]> {
  const rows = await server.execute(
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'pulsebase' AND datname = '${database}' ORDER BY pid`,
  );
  return rows.map(([pid]) => Number(pid));
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const started = Date.now(); !(await condition()); await setTimeout(50)) {
    assert.ok(Date.now() - started < 20_000, 'it did not come about');
  }
}

/** Holds a table for a while, so that questions about it wait with their connections. */
function hold(database: string, seconds: number): Promise<unknown> {
  return server.execute(`BEGIN; LOCK TABLE users; SELECT pg_sleep(${seconds})`, database);
}

test('POOL_SIZE connections are kept, MAX_OVERFLOW more are opened under load and closed when idle', async () => {
  const store = await openStore(await server.createDatabase('load'), { poolSize: 2, maxOverflow: 3, poolTimeout: 10 });
  const held = hold('load', 1.5);
  await setTimeout(300);
  const questions = Array.from({ length: 20 }, (_, at) => store.getUser(at + 1));
  await until(async () => (await backends('load')).length === 5);
  await Promise.all([held, ...questions]);
  await until(async () => (await backends('load')).length === 2);
  await setTimeout(1500);
  assert.equal((await backends('load')).length, 2);
  await store.close();
  await until(async () => (await backends('load')).length === 0);
});

test('POOL_RECYCLE bounds the age of a connection', async () => {
  const store = await openStore(await server.createDatabase('recycle'), {
    poolSize: 1,
    maxOverflow: 0,
    poolRecycle: 1,
  });
  await store.getUser(1);
  const [before] = await backends('recycle');
  await until(async () => {
    await store.getUser(1);
    const [now, ...others] = await backends('recycle');
    return now !== undefined && now !== before && others.length === 0;
  });
  await store.close();
});

test('a store that is closed lets its program end', async () => {
  const store = await openStore(await server.createDatabase('closing'), { poolSize: 5 });
  const questions = Array.from({ length: 5 }, (_, at) => store.getUser(at + 1));
  await Promise.all(questions);
  await store.close();
  await until(async () => (await backends('closing')).length === 0);
});
