import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { inTurn } from '../../harness/in-turn.ts';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { type ServeProcess, serveProcess } from '../../harness/serve-process.ts';
import { until } from '../../harness/until.ts';
import { SCOPES } from '../../src/api/auth/api-key.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import { connectStore } from '../../src/client/connect-store.ts';
import { openState } from '../../src/state/open-state.ts';
import { runProcess } from '../cli/run-process.ts';
import { ChangedSources } from '../house/adding/changed-sources.ts';

const WINDOW = { from: '2023-01-01', to: '2024-01-01' };

const root = mkdtempSync(join(tmpdir(), 'pulsebase-upgrade-'));
const server = await startPostgresServer({ fsync: 'off' });
const running = new Set<ServeProcess>();
after(async () => {
  for (const service of running) await service.end('SIGKILL');
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

/** A version to come, with one more migration of state and store each, which add columns and tables. */
function makeNewer(): ChangedSources {
  const sources = new ChangedSources();
  sources.insertAfter(
    'src/state/postgres/postgres-migrations.ts',
    /^\];$/,
    `(POSTGRES_MIGRATIONS as string[]).push(\`ALTER TABLE \${SCHEMA}.api_keys ADD COLUMN note text;
       ALTER TABLE \${SCHEMA}.receipts ADD COLUMN note text;
       ALTER TABLE \${SCHEMA}.claims ADD COLUMN note text NOT NULL DEFAULT '';
       ALTER TABLE \${SCHEMA}.erasures ADD COLUMN note text;
       CREATE TABLE \${SCHEMA}.tomorrow (id bigint PRIMARY KEY);\`);`,
  );
  sources.insertAfter(
    'src/engines/postgres/schema/migrations/migrations.ts',
    /^export const MIGRATIONS/,
    `(MIGRATIONS as string[]).push("ALTER TABLE users ADD COLUMN note text NOT NULL DEFAULT ''");`,
  );
  return sources;
}

test('old and new version serve one store side by side; an old one that is started afterwards is refused', async () => {
  using sources = makeNewer();
  const newer = sources.directory;
  const env = {
    DATABASE_URL: await server.createDatabase(),
    STATE_URL: await server.createDatabase(),
    RATE_LIMIT: '0',
  };
  const state = await openState({ stateUrl: env.STATE_URL, stateDirectory: root }, { durable: true });
  const keys = new KeyStore(state);
  const { key } = await keys.create('upgrade', SCOPES);
  const own = (name: string) => ({ ...env, STATE_DIRECTORY: join(root, name) });
  const serve = async (name: string, checkout?: string) => {
    const service = await serveProcess(own(name), [], checkout);
    running.add(service);
    return service;
  };
  const end = async (service: ServeProcess) => {
    running.delete(service);
    assert.equal(await service.end('SIGTERM'), 0);
  };
  let turn = 0;
  const checkBoth = async (one: ServeProcess, other: ServeProcess) => {
    const urls = [one.url, other.url];
    const store = await connectStore(one.url, { apiKey: key, fetch: inTurn(urls) });
    // Each operation comes to either of them.
    for (let round = 0; round < 2; round += 1) {
      turn += 1;
      const user = `P-${turn}`;
      await store.putUser({ externalId: user });
      const reading = { user, timestamp: new Date(Date.UTC(2023, 5, 1) + turn * 1000), heartRate: 60 };
      assert.equal((await store.ingest([reading])).inserted, 1);
      assert.equal((await store.ingest([{ ...reading, heartRate: 70 }])).updated, 1);
      assert.deepEqual(await store.queryTop({ user, ...WINDOW }), [70]);
      assert.equal(await store.deleteReadings({ users: [user], ...WINDOW }), 1);
      assert.equal((await store.ingest([reading])).inserted, 1);
      await store.putUser({ externalId: `gone-${turn}` });
      assert.equal((await store.deleteUsers([`gone-${turn}`])).users, 1);
      const answers = [];
      for (const url of round === 0 ? urls : urls.toReversed()) {
        const response = await fetch(`${url}/v1/readings`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${key}`,
            'content-type': 'application/x-ndjson',
            'idempotency-key': `${turn}`,
          },
          body: `{"user":"${user}","timestamp":"2023-07-01T00:00:00Z","heartRate":80}`,
        });
        answers.push([response.status, await response.text(), response.headers.get('idempotency-replayed')]);
      }
      const [first, again] = answers;
      assert.deepEqual([first?.[0], first?.[2], again], [200, null, [200, first?.[1], 'true']]);
    }
    const made = await keys.create(`key-${turn}`, ['read']);
    for (const url of urls) {
      const statusOf = async () =>
        (await fetch(`${url}/v1`, { headers: { authorization: `Bearer ${made.key}` } })).status;
      await until('the key to be known', async () => (await statusOf()) === 200, { every: 100 });
    }
    assert.equal((await store.verify()).ok, true);
  };

  let one = await serve('one');
  const other = await serve('other');
  await checkBoth(one, other);
  await end(one);
  one = await serve('one', newer);
  await checkBoth(one, other);
  await end(other);
  const refused = await runProcess(['serve', '--port', '0'], { env: own('other') });
  assert.notEqual(refused.exitCode, 0);
  assert.match(refused.stderr, /^pulsebase: STORE_NEWER: .*newer/m);
  await checkBoth(one, await serve('other', newer));
  await state.close();
});
