import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, test } from 'node:test';
import { pino } from 'pino';
import { until } from '../../harness/until.ts';
import { allows, hashKey, SCOPES, type Scope } from '../../src/api/auth/api-key.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import { makeService } from '../../src/api/make-service.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';
import { inject, problemCode, YEAR } from './inject.ts';

const GIVEN = 'a key from elsewhere';
const { service, store, send } = await inject({
  apiKeys: `ops:read+metrics:${Buffer.from(hashKey(GIVEN)).toString('hex')}`,
});
after(() => service.remove());
await store.putUser({ id: 1 });

/** Every route of the API and what it asks for; the test below sees to it that none is missing. */
const ROUTES: readonly (readonly [
  method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  scope: Scope | 'any' | 'public',
])[] = [
  ['GET', '/v1/cohorts/users', 'read'],
  ['GET', '/v1/users/{userId}/top-hours', 'read'],
  ['GET', '/v1/users/{userId}/readings', 'read'],
  ['GET', '/v1/users/{userId}/averages', 'read'],
  ['GET', '/v1/users/{userId}/timeline', 'read'],
  ['GET', '/v1/users/{userId}/distribution', 'read'],
  ['GET', '/v1/cohorts/distribution', 'read'],
  ['GET', '/v1/users/{userId}/quality', 'read'],
  ['GET', '/v1/cohorts/quality', 'read'],
  ['GET', '/v1/export', 'read'],
  ['GET', '/v1/users/{userId}/export', 'read'],
  ['GET', '/v1/users', 'read'],
  ['GET', '/v1/users/{userId}', 'read'],
  ['GET', '/v1/rules', 'read'],
  ['GET', '/v1/rules/{ruleId}', 'read'],
  ['POST', '/v1/rules', 'admin'],
  ['PUT', '/v1/rules/{ruleId}', 'admin'],
  ['DELETE', '/v1/rules/{ruleId}', 'admin'],
  ['POST', '/v1/rules/try', 'read'],
  ['GET', '/v1/alarms', 'read'],
  ['GET', '/v1/alarms/{alarmId}', 'read'],
  ['POST', '/v1/alarms/verify', 'admin'],
  ['POST', '/v1/alarms/repair', 'admin'],
  ['POST', '/v1/alarms/{alarmId}/acknowledge', 'write'],
  ['POST', '/v1/alarms/{alarmId}/snooze', 'write'],
  ['POST', '/v1/alarms/{alarmId}/close', 'write'],
  ['GET', '/v1/stats', 'read'],
  ['GET', '/v1/store/findings', 'admin'],
  ['GET', '/v1/retention', 'read'],
  ['POST', '/v1/readings', 'write'],
  ['POST', '/v1/uploads', 'write'],
  ['PUT', '/v1/users/{userId}', 'write'],
  ['POST', '/v1/users/import', 'write'],
  ['DELETE', '/v1/users/{userId}', 'admin'],
  ['POST', '/v1/users/delete', 'admin'],
  ['DELETE', '/v1/readings', 'admin'],
  ['POST', '/v1/readings/delete', 'admin'],
  ['POST', '/v1/readings/drop-before', 'admin'],
  ['POST', '/v1/store/verify', 'admin'],
  ['POST', '/v1/store/repair', 'admin'],
  ['GET', '/v1/alarms/stream', 'read'],
  ['GET', '/v1/webhooks', 'admin'],
  ['POST', '/v1/webhooks', 'admin'],
  ['GET', '/v1/webhooks/{webhookId}', 'admin'],
  ['PATCH', '/v1/webhooks/{webhookId}', 'admin'],
  ['DELETE', '/v1/webhooks/{webhookId}', 'admin'],
  ['POST', '/v1/webhooks/{webhookId}/rotate', 'admin'],
  ['POST', '/v1/webhooks/{webhookId}/test', 'admin'],
  ['POST', '/v1/webhooks/{webhookId}/redeliver', 'admin'],
  ['GET', '/v1/webhooks/{webhookId}/deliveries', 'admin'],
  ['GET', '/v1/activity', 'read'],
  ['GET', '/v1/keys', 'admin'],
  ['POST', '/v1/keys', 'admin'],
  ['DELETE', '/v1/keys/{keyId}', 'admin'],
  ['GET', '/v1/audit-log', 'admin'],
  ['GET', '/v1', 'any'],
  ['GET', '/v1/slo', 'metrics'],
  ['GET', '/metrics', 'metrics'],
  ['GET', '/livez', 'public'],
  ['GET', '/readyz', 'public'],
];

test('every route of the description is in the table', async () => {
  const { paths } = JSON.parse((await send('GET', '/openapi.json')).body) as { paths: Record<string, object> };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\/$/, '')}`),
  );
  assert.deepEqual(described.sort(), ROUTES.map(([method, path]) => `${method} ${path}`).sort());
});

describe('each route and each scope', () => {
  for (const [method, path, wanted] of ROUTES) {
    test(`${method} ${path} asks for ${wanted}`, async () => {
      const url = path
        .replace('{userId}', '77')
        .replace('{webhookId}', 'wh_1')
        .replace('/stream', '/stream?follow=false');
      for (const authorization of [
        '',
        'Bearer',
        'Bearer nonsense',
        `Basic ${btoa('a:b')}`,
        `Bearer ${service.adminKey}x`,
      ]) {
        const answer = await send(method, url, undefined, { authorization });
        if (wanted === 'public') assert.equal(answer.statusCode, 200);
        else {
          assert.equal(problemCode(answer, 401), 'AUTHENTICATION_FAILED');
          assert.match(String(answer.headers['www-authenticate']), /^Bearer/);
        }
      }
      for (const scope of SCOPES) {
        const answer = await send(method, url, undefined, { authorization: `Bearer ${await service.keyWith(scope)}` });
        const isAllowed = wanted === 'public' || wanted === 'any' || allows([scope], wanted);
        if (isAllowed) assert.ok(![401, 403].includes(answer.statusCode), `${scope}: ${answer.body}`);
        else assert.equal(problemCode(answer, 403), 'PERMISSION_DENIED', scope);
      }
    });
  }
});

test('without a key nobody learns which paths there are', async () => {
  for (const url of ['/v1/nothing', '/admin', '/v1/users/1/x']) {
    assert.equal(problemCode(await send('GET', url, undefined, { authorization: '' }), 401), 'AUTHENTICATION_FAILED');
  }
  assert.equal(
    problemCode(await send('PATCH', '/v1/users/1', {}, { authorization: '' }), 401),
    'AUTHENTICATION_FAILED',
  );
});

test('a key may come in a header of its own, and from the environment as a hash', async () => {
  const own = await send('GET', '/v1', undefined, { authorization: '', 'x-api-key': service.adminKey });
  assert.equal(own.statusCode, 200);
  const given = await send('GET', '/v1', undefined, { authorization: '', 'x-api-key': GIVEN });
  assert.deepEqual((JSON.parse(given.body) as { scopes: string[] }).scopes, ['read', 'metrics']);
});

test('a revoked key is refused from the next request on', async () => {
  const key = await service.keyWith('read');
  const headers = { authorization: `Bearer ${key}` };
  assert.equal((await send('GET', '/v1', undefined, headers)).statusCode, 200);
  const state = openSqliteState(service.stateDirectory, { durable: true });
  await new KeyStore(state).revoke(key.split('_')[1]!);
  await state.close();
  assert.equal(problemCode(await send('GET', '/v1', undefined, headers), 401), 'AUTHENTICATION_FAILED');
});

test('keys are kept as hashes alone, in files of their owner', () => {
  const state = new DatabaseSync(join(service.stateDirectory, 'service.sqlite'), { readOnly: true });
  const kept = state.prepare('SELECT * FROM api_keys').all();
  state.close();
  const secret = service.adminKey.split('_').slice(2).join('_');
  assert.ok(kept.length > 0);
  assert.ok(!JSON.stringify(kept).includes(secret));
  for (const name of ['service.sqlite', 'audit.ndjson']) {
    assert.equal(statSync(join(service.stateDirectory, name)).mode & 0o077, 0, name);
  }
});

test('the audit log records who asked about whom, by pseudonym; the log has no personal data', async () => {
  const { readFileSync } = await import('node:fs');
  await store.putUser({ id: 8_877_665_544, name: 'Zebulon' });
  const answers = [
    await send('GET', `/v1/users/8877665544/top-hours?${YEAR}`),
    await send('GET', '/v1/users/8877665544'),
    await send('DELETE', '/v1/users/8877665544'),
  ];
  const entries = await Promise.all(
    answers.map(({ headers }) =>
      until('an entry in the audit log', () =>
        service.audited().find(({ requestId }) => requestId === headers['x-request-id']),
      ),
    ),
  );
  const audit = readFileSync(join(service.stateDirectory, 'audit.ndjson'), 'utf8');
  assert.deepEqual(
    entries.map(({ action, status }) => [action, status]),
    [
      ['query_top', 200],
      ['get_user', 200],
      ['delete_user', 200],
    ],
  );
  const named = entries.map(({ users }) => JSON.stringify(users));
  assert.match(named[0]!, /^\["u-[0-9a-f]{20}"\]$/);
  assert.ok(named.every((users) => users === named[0]));
  for (const text of [audit, service.logged.join('\n')]) {
    assert.ok(!text.includes('8877665544') && !text.includes('Zebulon'));
    assert.ok(!text.includes(service.adminKey));
  }
});

test('the audit log names the users whom an import changed', async () => {
  const body = '[{"id":71},{"id":72},{"id":"nobody"}]';
  await send('POST', '/v1/users/import', body, { 'content-type': 'application/json' });
  const { users } = await until('the entry in the audit log', () =>
    service.audited().find(({ action, rows }) => action === 'import_users' && rows === 3),
  );
  assert.equal(Array.isArray(users) ? users.length : users, 2);
});

describe('without keys', () => {
  const options = { version: '0', log: pino({ level: 'silent' }), isOpen: true };

  test('the service stays on loopback', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5', 'example.org', '127.0.0.1.example.org']) {
      const settings = { ...readSettings({}), host, stateDirectory: service.stateDirectory };
      await assert.rejects(
        makeService(store, { ...options, settings }),
        (error) => error instanceof PulsebaseError && error.code === 'INVALID_SETTING' && error.field === 'HOST',
      );
    }
  });

  test('it answers to names of this machine alone', async () => {
    const settings = { ...readSettings({}), stateDirectory: service.stateDirectory };
    const open = await makeService(store, { ...options, settings });
    const ask = (host: string) => open.app.inject({ url: '/v1/users/1', headers: { host } });
    for (const host of ['localhost', 'localhost:8080', '127.0.0.1:80', '[::1]:8080']) {
      assert.equal((await ask(host)).statusCode, 200, host);
    }
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io']) {
      assert.equal(problemCode(await ask(host), 403), 'PERMISSION_DENIED', host);
    }
    await open.stop();
  });
});
