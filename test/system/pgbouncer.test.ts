import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { freePorts } from '../../harness/free-ports.ts';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { until } from '../../harness/until.ts';
import { openStore, PulsebaseError } from '../../src/index.ts';
import { conformance } from '../conformance/conformance.ts';
import { reusedStore } from '../conformance/target.ts';

/** Far fewer connections than a store has, so that statements of one store share and change them. */
const POOL_SIZE = 4;

const server = await startPostgresServer({ fsync: 'off' });
const [port] = (await freePorts(1)) as [number];
const pooled = (url: string) => url.replace(`:${server.port}/`, `:${port}/`);
const { username, password } = new URL(server.url());

const users = join(server.directory, 'users.txt');
writeFileSync(users, `"${username}" "${decodeURIComponent(password)}"\n`);
const settings = join(server.directory, 'pgbouncer.ini');
writeFileSync(
  settings,
  `[databases]
* = host=127.0.0.1 port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
default_pool_size = ${POOL_SIZE}
max_client_conn = 200
`,
);
for (const file of [users, settings]) chmodSync(file, 0o644);
const bouncer = server.spawn('/usr/sbin/pgbouncer', [settings]);
const starting = async () => {
  assert.equal(bouncer.exitCode, null, 'PgBouncer did not start');
  const store = await openStore(pooled(server.url())).catch(() => undefined);
  await store?.close();
  return store;
};
await until('PgBouncer to start', starting, { every: 50 });

after(async () => {
  bouncer.kill();
  await server.stop();
});

const url = pooled(await server.createDatabase());
conformance(
  'PostgreSQL behind PgBouncer in transaction mode',
  reusedStore(() => openStore(url)),
);

test('a query that takes too long is cut off in the server, behind PgBouncer, too', async () => {
  await server.createDatabase('slow');
  const store = await openStore(pooled(server.url('slow')), { poolSize: 1, maxOverflow: 0, queryTimeout: 5 });
  const lock = await server.lockTable('users', 'slow');
  const error: unknown = await store.getUser(1).catch((reason: unknown) => reason);
  assert.ok(error instanceof PulsebaseError);
  assert.equal(error.code, 'TIMEOUT', error.message);
  const waiting = await server.execute(
    `SELECT count(*)::int FROM pg_stat_activity WHERE datname = 'slow' AND wait_event_type = 'Lock'`,
  );
  assert.deepEqual(waiting, [[0]], 'the query still waits in the server');
  await lock[Symbol.asyncDispose]();
  assert.equal(await store.getUser(1), undefined);
  await store.close();
});
