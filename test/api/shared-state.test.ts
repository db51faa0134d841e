import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { until } from '../../harness/until.ts';
import { SCOPES } from '../../src/api/auth/api-key.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import { openState } from '../../src/state/open-state.ts';
import { AT, type Injected, inject, problemCode, readingsCsv } from './inject.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsebase-shared-'));
const server = await startPostgresServer({ fsync: 'off' });
after(async () => {
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

const password = decodeURIComponent(new URL(server.url()).password);

const CSV = { 'content-type': 'text/csv' };
const body = readingsCsv([[1, AT, 60]]);

/** Two services over stores of their own, so that it shows which of them has written, with one state. */
async function pair() {
  const stateUrl = await server.createDatabase();
  const state = await openState({ stateUrl, stateDirectory: root }, { durable: true });
  const { key } = await new KeyStore(state).create('both', SCOPES);
  const services = [await inject({ stateUrl }), await inject({ stateUrl })] as const;
  for (const { store } of services) await store.putUser({ id: 1 });
  const post = ({ send }: Injected, idempotencyKey?: string, payload = body) =>
    send('POST', '/v1/readings', payload, {
      ...CSV,
      authorization: `Bearer ${key}`,
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    });
  return {
    ...{ stateUrl, state, services, post },
    async [Symbol.asyncDispose]() {
      for (const { service } of services) await service.remove();
      await state.close();
    },
  };
}

describe('services that share a state', () => {
  test('know a key that was made, and refuse one that was revoked', async () => {
    await using both = await pair();
    const keys = new KeyStore(both.state);
    const { id, key } = await keys.create('new', ['read']);
    const statusOf = async ({ send }: Injected) =>
      (await send('GET', '/v1', undefined, { authorization: `Bearer ${key}` })).statusCode;
    for (const service of both.services) {
      await until('the key to be known', async () => (await statusOf(service)) === 200);
    }
    await keys.revoke(id);
    for (const service of both.services) {
      await until('the key to be refused', async () => (await statusOf(service)) === 401);
    }
  });

  test('answer a repeat with the receipt of the other, and refuse another body under its key', async () => {
    await using both = await pair();
    const [one, other] = both.services;
    const first = await both.post(one, 'repeat');
    const again = await both.post(other, 'repeat');
    assert.deepEqual([first.statusCode, again.statusCode, again.body], [200, 200, first.body]);
    assert.equal(again.headers['idempotency-replayed'], 'true');
    assert.equal((await other.store.stats()).readings, 0);
    assert.equal(problemCode(await both.post(other, 'repeat', `${body}\n`), 422), 'IDEMPOTENCY_KEY_REUSED');
  });
});

test('while the state cannot be reached, readings are taken without an Idempotency-Key', async () => {
  await using both = await pair();
  const [one, other] = both.services;
  const first = await both.post(one, 'before');
  await server.kill();
  assert.equal((await both.post(other)).statusCode, 200);
  const refused = await both.post(other, 'refused');
  assert.equal(problemCode(refused, 503), 'CONNECTION_FAILED');
  assert.match(refused.body, /Idempotency-Key/);
  assert.ok(Number(refused.headers['retry-after']) >= 1);
  assert.ok(!both.services.some(({ service }) => service.logged.some((line) => line.includes(password))));
  await server.start();
  assert.equal((await both.post(other, 'before')).body, first.body);
});
