import assert from 'node:assert/strict';
import { after, mock, test } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { until } from '../../harness/until.ts';
import { ReceiptStore } from '../../src/api/state/receipt-store.ts';
import { openState } from '../../src/state/open-state.ts';
import { stateSuite } from './state-suite.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

const openAt = (stateUrl: string, options: { readonly create?: boolean } = {}) =>
  openState({ stateUrl, stateDirectory: '/nowhere' }, { durable: false, ...options });

stateSuite('PostgreSQL', async () => {
  const url = await server.createDatabase();
  return { open: (options) => openAt(url, options) };
});

test('a role without the right to make schemas has the one that was made for it', async () => {
  await server.createDatabase('narrow');
  await server.execute("CREATE ROLE narrow LOGIN PASSWORD 'narrow'", 'narrow');
  const url = server.url('narrow', { name: 'narrow', password: 'narrow' });
  await assert.rejects(openAt(url), { code: 'PERMISSION_DENIED' });
  await server.execute('CREATE SCHEMA pulsebase_state AUTHORIZATION narrow', 'narrow');
  const state = await openAt(url);
  await state.close();
});

test('a state of a newer version is refused, and left as it is', async () => {
  const url = await server.createDatabase('newer');
  await (await openAt(url)).close();
  await server.execute('INSERT INTO pulsebase_state.migrations (version) VALUES (1000)', 'newer');
  await assert.rejects(openAt(url), { code: 'STORE_NEWER', message: /upgrade/ });
});

test('no message shows the password, whatever is wrong with the address', async () => {
  const secret = 's3cret';
  const urls = [
    `postgresql://anna:${secret}@127.0.0.1:${server.port}/postgres`,
    `postgresql://anna:${secret}@127.0.0.1:1/postgres`,
    `postgresql://postgres:${secret}@127.0.0.1:${server.port}/no?sslmode=nonsense`,
    `postgresql://anna:${secret}@[/db`,
    `postgresql:anna:${secret}@host/db`,
    `postgresql://anna:${secret}%@host/db`,
    `postgres://anna:p@${secret}/x@host/db`,
    `mysql://anna:${secret}@host/db`,
    `anna:${secret}@host/db`,
    `sqlite:anna:${secret}@host/db`,
  ];
  for (const url of urls) {
    await assert.rejects(openAt(url), (error: Error) => {
      assert.ok(!error.message.includes(secret), error.message);
      assert.ok(!error.message.includes('DATABASE_URL'), error.message);
      return 'code' in error;
    });
  }
});

test('it recovers when the server comes back, and says so while it is away', async () => {
  const state = await openAt(await server.createDatabase());
  await server.kill();
  await assert.rejects(state.query('SELECT 1'), { code: 'CONNECTION_FAILED' });
  await server.start();
  assert.deepEqual(await state.query('SELECT 1'), [[1]]);
  await state.close();
});

test('a transaction whose statements do not come back is given up, also when the server stands still', async () => {
  const state = await openAt(await server.createDatabase());
  const given = ['slow', 'stopped'].map((name) => {
    const endless = `WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i FROM n) SELECT count(*) FROM n AS ${name}`;
    return assert.rejects(state.transaction([{ text: endless }]), { code: 'CONNECTION_FAILED' });
  });
  const pidOf = () => server.execute("SELECT pid FROM pg_stat_activity WHERE query LIKE '%AS stopped'");
  await until('the statement', async () => (await pidOf()).length > 0);
  const pid = Number((await pidOf())[0]?.[0]);
  process.kill(pid, 'SIGSTOP');
  await Promise.all(given);
  process.kill(pid, 'SIGCONT');
  assert.deepEqual(await state.transaction([{ text: 'SELECT 1' }]), [[[1]]]);
  await state.close();
});

test('receipts grow old by the clock of the database: a service whose own is wrong takes none away', async () => {
  const url = await server.createDatabase();
  const [right, wrong] = [await openAt(url), await openAt(url)];
  const receipts = await ReceiptStore.open(right);
  await receipts.put('a', 'key', { fingerprint: new Uint8Array(32), body: '{}' });
  mock.timers.enable({ apis: ['Date'], now: Date.parse('2090-01-01') });
  const others = await ReceiptStore.open(wrong);
  mock.timers.reset();
  while (await others.deleteOld());
  await others.put('a', 'other', { fingerprint: new Uint8Array(32), body: '{}' });
  for (const key of ['key', 'other']) {
    assert.ok((await receipts.find('a', key)) !== undefined, key);
    assert.ok((await others.find('a', key)) !== undefined, key);
  }
  for (const state of [right, wrong]) await state.close();
});
