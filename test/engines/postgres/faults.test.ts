import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../../harness/postgres-server.ts';
import { until } from '../../../harness/until.ts';
import { type ErrorCode, openStore, PulsebaseError, type ReadingInput, type Store } from '../../../src/index.ts';

const server = await startPostgresServer();
after(() => server.stop());

const START = Date.UTC(2023, 5, 1);
const ALL = { from: '1970-01-01', to: '2100-01-01' };

/** `count` readings of a few users from reading `first` on, ten minutes apart. */
function readings(first: number, count: number): ReadingInput[] {
  return Array.from({ length: count }, (_, at) => ({
    userId: 1 + ((first + at) % 5),
    timestamp: new Date(START + Math.floor((first + at) / 5) * 600_000),
    heartRate: 60 + ((first + at) % 40),
  }));
}

async function open(url: string): Promise<Store> {
  return openStore(url, { poolSize: 3, maxOverflow: 2 });
}

async function failure(work: Promise<unknown>): Promise<PulsebaseError> {
  const error: unknown = await work.then(
    () => assert.fail('it did not fail'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof PulsebaseError, String(error));
  assert.doesNotMatch(error.message, /\n|secret/);
  return error;
}

async function checkCode(work: Promise<unknown>, code: ErrorCode, message: RegExp): Promise<void> {
  const error = await failure(work);
  assert.equal(error.code, code, error.message);
  assert.match(error.message, message);
}

/** The store holds the first `acknowledged` readings at least, whole batches only, and right roll-ups. */
async function checkKept(store: Store, acknowledged: number, batch: number): Promise<void> {
  const report = await store.verify();
  assert.deepEqual([report.ok, report.problems], [true, []]);
  assert.ok(report.readings >= acknowledged, `${report.readings} of ${acknowledged} acknowledged readings are there`);
  assert.equal(report.readings % batch, 0, 'a batch is there in part');
  const members = await store.queryUsers({ ...ALL, minHeartRate: 0, details: true });
  assert.equal(
    members.reduce((sum, { count }) => sum + count, 0),
    report.readings,
  );
}

/** Batches one after the other until one fails; `onBatch` is told how many readings were acknowledged before each. */
async function ingestUntilFailure(
  store: Store,
  batch: number,
  onBatch: (acknowledged: number) => void,
): Promise<{ acknowledged: number; error: PulsebaseError }> {
  for (let acknowledged = 0; ; acknowledged += batch) {
    onBatch(acknowledged);
    try {
      await store.ingest(readings(acknowledged, batch), { unknownUsers: 'create' });
    } catch (error) {
      assert.ok(error instanceof PulsebaseError, String(error));
      return { acknowledged, error };
    }
  }
}

const TERMINATE = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE application_name = 'pulsebase' AND datname = current_database()`;

test('connections ended by the server are replaced: queries and batches go on', async () => {
  const url = await server.createDatabase();
  const store = await open(url);
  await store.ingest(readings(0, 1000), { unknownUsers: 'create' });
  for (let round = 1; round <= 5; round += 1) {
    await server.execute(TERMINATE, new URL(url).pathname.slice(1));
    assert.equal((await store.queryUsers({ ...ALL, minHeartRate: 0 })).length, 5);
    await server.execute(TERMINATE, new URL(url).pathname.slice(1));
    await store.ingest(readings(round * 1000, 1000));
  }
  await checkKept(store, 6000, 1000);
  await store.close();
});

test('a batch whose backend is ended in the middle is there as a whole or not at all', async () => {
  const url = await server.createDatabase();
  const store = await open(url);
  let running = true;
  const terminate = async () => {
    await server.execute(`${TERMINATE} AND state <> 'idle'`, new URL(url).pathname.slice(1));
    return !running;
  };
  const terminator = until('the load to end', terminate, { every: 15 });
  let failures = 0;
  for (let first = 0; first < 100_000; first += 5000) {
    for (;;) {
      try {
        await store.ingest(readings(first, 5000), { unknownUsers: 'create' });
        break;
      } catch (error) {
        assert.ok(error instanceof PulsebaseError);
        assert.equal(error.code, 'CONNECTION_FAILED', error.message);
        failures += 1;
        if (failures > 20) running = false;
      }
    }
  }
  running = false;
  await terminator;
  await checkKept(store, 100_000, 5000);
  assert.equal((await store.stats()).readings, 100_000);
  await store.close();
});

test('a server killed during a load loses nothing acknowledged, and the store goes on once it is back', async () => {
  const store = await open(await server.createDatabase());
  let sofar = 0;
  const load = ingestUntilFailure(store, 500, (acknowledged) => {
    sofar = acknowledged;
  });
  await until('some batches to be acknowledged', () => sofar >= 5000, { every: 1 });
  await server.kill();
  const { acknowledged, error } = await load;
  assert.ok(acknowledged > 0);
  assert.equal(error.code, 'CONNECTION_FAILED', error.message);
  await checkCode(store.queryUsers({ ...ALL, minHeartRate: 0 }), 'CONNECTION_FAILED', /127\.0\.0\.1/);
  await server.start();
  await checkKept(store, acknowledged, 500);
  await store.ingest(readings(acknowledged, 500));
  await checkKept(store, acknowledged + 500, 500);
  await store.close();
});

test('a program killed during a load leaves whole batches, all that were acknowledged among them', async () => {
  const url = await server.createDatabase();
  const child = fork(new URL('./ingest-forever.ts', import.meta.url), [url], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let acknowledged = 0;
  child.on('message', (count) => {
    acknowledged = Number(count);
  });
  await until('some batches to be acknowledged', () => acknowledged >= 5000);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const store = await open(url);
  await checkKept(store, acknowledged, 500);
  await store.close();
});

test('a wrong password, an unknown role and an unknown database say so and show no password', async () => {
  const wrong = server.url('postgres', { name: 'postgres', password: 'not the secret' });
  await checkCode(open(wrong), 'AUTHENTICATION_FAILED', /password authentication failed/);
  const nobody = server.url('postgres', { name: 'nobody', password: 'some secret' });
  await checkCode(open(nobody), 'AUTHENTICATION_FAILED', /password authentication failed/);
  await checkCode(open(server.url('nowhere')), 'CONNECTION_FAILED', /database "nowhere" does not exist/);
});

test('a role without rights is told so, and what it may do it can do', async () => {
  const url = await server.createDatabase('rights');
  await server.execute(`CREATE ROLE reader LOGIN PASSWORD 'reader''s secret'`);
  const asReader = server.url('rights', { name: 'reader', password: "reader's secret" });
  await checkCode(open(asReader), 'PERMISSION_DENIED', /permission denied for schema public/);
  const owner = await open(url);
  await owner.ingest(readings(0, 10), { unknownUsers: 'create' });
  await checkCode(open(asReader), 'PERMISSION_DENIED', /permission denied for table/);
  await server.execute('GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader', 'rights');
  const reader = await open(asReader);
  assert.equal((await reader.queryUsers({ ...ALL, minHeartRate: 0 })).length, 5);
  // A month that is new since then needs no new right.
  await owner.ingest([{ userId: 1, timestamp: '2024-01-01', heartRate: 60 }]);
  assert.deepEqual(await reader.queryTop({ userId: 1, from: '2023-12-31', to: '2024-01-01' }), [60]);
  assert.equal((await reader.verify()).ok, true);
  await checkCode(reader.ingest(readings(0, 10)), 'PERMISSION_DENIED', /permission denied for table/);
  await checkCode(reader.deleteUsers([1]), 'PERMISSION_DENIED', /permission denied for table/);
  await reader.close();
  await owner.close();
});

test('a host that refuses, and one that does not answer, are named', async () => {
  const silent = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  assert.ok(typeof address === 'object' && address !== null);
  const url = `postgresql://user:secret@127.0.0.1:${address.port}/heart`;
  await checkCode(openStore(url, { poolTimeout: 1 }), 'CONNECTION_FAILED', /127\.0\.0\.1:\d+ \(database heart\)/);
  silent.close();
  await once(silent, 'close');
  await checkCode(openStore(url), 'CONNECTION_FAILED', /ECONNREFUSED/);
  await checkCode(
    openStore('postgresql://u:secret@host.invalid/heart', { poolTimeout: 5 }),
    'CONNECTION_FAILED',
    /host\.invalid/,
  );
});

test('a database of others is refused and left alone', async () => {
  const url = await server.createDatabase('others');
  await server.execute(
    'CREATE TABLE users (id integer PRIMARY KEY, name text); INSERT INTO users VALUES (1, $$Ada$$)',
    'others',
  );
  await checkCode(open(url), 'STORE_FOREIGN', /users.*pulsebase migrate --adopt/);
  assert.deepEqual(await server.execute('SELECT * FROM users', 'others'), [[1, 'Ada']]);
  assert.deepEqual(
    await server.execute(`SELECT count(*)::int FROM pg_class WHERE relname LIKE 'pulsebase%'`, 'others'),
    [[0]],
  );
});

test('no tables are made where a store has to be there already', async () => {
  const url = await server.createDatabase('nothing');
  await checkCode(openStore(url, { create: false }), 'STORE_NOT_FOUND', /^there is no store in PostgreSQL at /);
  const whenWritten = await openStore(url, { create: 'when-written' });
  const reading = { userId: 1, timestamp: '2023-01-01', heartRate: 60 };
  assert.deepEqual((await whenWritten.ingest([reading])).rejectedByReason, { unknown_user: 1 });
  assert.deepEqual(
    await server.execute(`SELECT count(*)::int FROM pg_class WHERE relnamespace = 'public'::regnamespace`, 'nothing'),
    [[0]],
  );
  assert.equal((await whenWritten.ingest([reading], { unknownUsers: 'create' })).inserted, 1);
  await whenWritten.close();
  await (await openStore(url, { create: false })).close();
});

test('a schema newer than the program is refused', async () => {
  const url = await server.createDatabase('newer');
  await (await open(url)).close();
  await server.execute('INSERT INTO pulsebase_schema (version) VALUES (1000)', 'newer');
  await checkCode(open(url), 'STORE_NEWER', /schema version 1000/);
});

test('a query that takes too long, and one that gets no connection, end with their codes', async () => {
  const url = await server.createDatabase('slow');
  const one = { poolSize: 1, maxOverflow: 0 };
  await using patient = await openStore(url, { ...one, poolTimeout: 5 });
  await patient.ingest(readings(0, 10), { unknownUsers: 'create' });
  await using hasty = await openStore(url, { ...one, queryTimeout: 5 });
  const lock = await server.lockTable('users', 'slow');
  const waiting = patient.getUser(1);
  await Promise.all([
    checkCode(patient.getUser(1), 'POOL_TIMEOUT', /POOL_SIZE/),
    checkCode(hasty.getUser(1), 'TIMEOUT', /QUERY_TIMEOUT/),
  ]);
  await lock[Symbol.asyncDispose]();
  assert.equal((await waiting)?.id, 1);
  for (const store of [patient, hasty]) assert.equal((await store.getUser(1))?.id, 1);
});
