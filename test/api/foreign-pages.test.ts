import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { makeService, type Service } from '../../src/api/make-service.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { inject, problemCode } from './inject.ts';

const HOST = 'localhost:8080';
const REQUESTS = [
  ['POST', '/v1/store/repair'],
  ['POST', '/v1/readings'],
  ['PUT', '/v1/users/1'],
  ['DELETE', '/v1/users/1'],
  ['GET', '/v1/users'],
  ['GET', '/v1/nothing'],
] as const;

describe('a service without keys', async () => {
  const { service: keyed, store } = await inject();
  let service: Service;
  before(async () => {
    const settings = {
      ...readSettings({}),
      corsOrigin: 'https://app.example.org',
      stateDirectory: keyed.stateDirectory,
    };
    await store.putUser({ id: 1 });
    service = await makeService(store, { settings, version: '0', log: pino({ level: 'silent' }), isOpen: true });
  });
  after(async () => {
    await service.stop();
    await keyed.remove();
  });
  const ask = (method: (typeof REQUESTS)[number][0], url: string, headers: Record<string, string>) =>
    service.app.inject({ method, url, headers: { host: HOST, ...headers } });

  test('does nothing for the pages of other sites', async () => {
    const foreign: readonly Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost:3000' },
      { origin: 'http://localhost:8080.evil.example' },
      { origin: 'https://app.example.org.evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: `http://${HOST}`, 'sec-fetch-site': 'cross-site' },
      { host: 'evil.example', origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' },
    ];
    for (const headers of foreign) {
      for (const [method, url] of REQUESTS) {
        const answer = await ask(method, url, headers);
        assert.equal(problemCode(answer, 403), 'PERMISSION_DENIED', `${method} ${url} ${JSON.stringify(headers)}`);
      }
    }
    assert.equal((await store.getUser(1))?.id, 1);
  });

  test('serves its own pages, those of CORS_ORIGIN, and programs', async () => {
    const own: readonly Record<string, string>[] = [
      {},
      { origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' },
      { origin: 'http://LOCALHOST:8080' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://app.example.org', 'sec-fetch-site': 'cross-site' },
      { host: '127.0.0.1:8080', origin: 'http://127.0.0.1:8080' },
    ];
    for (const headers of own) {
      assert.equal((await ask('GET', '/v1/users/1', headers)).statusCode, 200, JSON.stringify(headers));
      assert.equal((await ask('POST', '/v1/store/verify', headers)).statusCode, 200, JSON.stringify(headers));
    }
  });

  test('lets other sites lead to what describes it', async () => {
    assert.equal((await ask('GET', '/docs', { 'sec-fetch-site': 'cross-site' })).statusCode, 200);
  });
});

test('with a key the key decides, since no browser sends it by itself', async () => {
  const { service, send } = await inject();
  const headers = { origin: 'https://pulse.example.org', host: '127.0.0.1:8080' };
  assert.equal((await send('GET', '/v1', undefined, headers)).statusCode, 200);
  assert.equal(
    problemCode(await send('GET', '/v1', undefined, { ...headers, authorization: '' }), 401),
    'AUTHENTICATION_FAILED',
  );
  await service.remove();
});
