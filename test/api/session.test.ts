import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { hashKey, type Scope } from '../../src/api/auth/api-key.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import type { SessionInfo } from '../../src/api/schemas/session.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';
import { inject, problemCode } from './inject.ts';

const GIVEN = 'a key from elsewhere';
const { service, store, send } = await inject({
  apiKeys: `ops:read:${Buffer.from(hashKey(GIVEN)).toString('hex')}`,
});
const state = openSqliteState(service.stateDirectory, { durable: false });
after(async () => {
  await state.close();
  await service.remove();
});
await store.putUser({ id: 1 });

const HOST = 'pulse.example.org';
/** What a page of the dashboard sends by itself. */
const PAGE = {
  host: HOST,
  origin: `https://${HOST}`,
  'sec-fetch-site': 'same-origin',
  'x-requested-by': 'pulsebase',
} as const;
type Headers = Readonly<Record<string, string | undefined>>;

function ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, headers: Headers = PAGE, payload?: object) {
  const given = Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return service.app.inject({
    method,
    url,
    headers: Object.fromEntries(given),
    ...(payload === undefined ? {} : { payload }),
  });
}

async function signIn(key: string, headers: Headers = PAGE) {
  const answer = await ask('POST', '/v1/session', headers, { key });
  const setCookie = String(answer.headers['set-cookie'] ?? '');
  return { answer, setCookie, cookie: setCookie.split(';')[0]! };
}

const withScopes = async (...scopes: Scope[]) => (await signIn(await service.keyWith(...scopes))).cookie;
const infoOf = ({ body }: { readonly body: string }) => JSON.parse(body) as SessionInfo;

describe('a session', () => {
  test('begins with a key, has its scopes and no others, and ends when it is signed out', async () => {
    const { answer, setCookie, cookie } = await signIn(await service.keyWith('read'));
    assert.equal(answer.statusCode, 200);
    assert.match(
      setCookie,
      /^__Host-pulsebase_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/,
    );
    assert.deepEqual(infoOf(answer).scopes, ['read']);
    const headers = { ...PAGE, cookie };
    assert.deepEqual(infoOf(await ask('GET', '/v1/session', headers)), infoOf(answer));
    assert.equal((await ask('GET', '/v1/users/1', headers)).statusCode, 200);
    assert.equal(problemCode(await ask('PUT', '/v1/users/1', headers, {}), 403), 'PERMISSION_DENIED');
    assert.equal(problemCode(await ask('GET', '/v1/webhooks', headers), 403), 'PERMISSION_DENIED');
    const out = await ask('DELETE', '/v1/session', headers);
    assert.deepEqual([out.statusCode, infoOf(out)], [200, { isSignedIn: false }]);
    assert.match(String(out.headers['set-cookie']), /^__Host-pulsebase_session=; Path=\/; Max-Age=0;/);
    assert.equal(problemCode(await ask('GET', '/v1/users/1', headers), 401), 'AUTHENTICATION_FAILED');
    assert.deepEqual(infoOf(await ask('GET', '/v1/session', headers)), { isSignedIn: false });
  });

  test('works over plain HTTP, where no browser takes a cookie that is Secure', async () => {
    const { setCookie, cookie } = await signIn(service.adminKey, { ...PAGE, origin: `http://${HOST}` });
    assert.match(setCookie, /^pulsebase_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
    assert.equal((await ask('GET', '/v1/users/1', { ...PAGE, cookie: `a=b; ${cookie} ; c` })).statusCode, 200);
  });

  test('may be of a key that is in the environment', async () => {
    const { answer, cookie } = await signIn(GIVEN);
    assert.equal(infoOf(answer).name, 'ops');
    assert.equal((await ask('GET', '/v1/users/1', { ...PAGE, cookie })).statusCode, 200);
  });

  test('is in the audit log under its key, as are its requests', async () => {
    const key = await service.keyWith('write');
    const { cookie } = await signIn(key);
    await ask('PUT', '/v1/users/2', { ...PAGE, cookie }, { name: 'Ben' });
    await ask('DELETE', '/v1/session', { ...PAGE, cookie });
    const entries = service.audited().filter((entry) => entry.key === key.split('_')[1]);
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['sign_in', 'put_user', 'sign_out'],
    );
  });

  test('does not count where a request has a key of its own', async () => {
    const cookie = await withScopes('admin');
    const headers = { ...PAGE, cookie, authorization: 'Bearer nonsense' };
    assert.equal(problemCode(await ask('GET', '/v1/users/1', headers), 401), 'AUTHENTICATION_FAILED');
  });
});

describe('a session does nothing', () => {
  const CHANGE = ['PUT', '/v1/users/1'] as const;

  test('for a change without the header that no other page can send', async () => {
    const cookie = await withScopes('admin');
    for (const own of [undefined, '', 'somebody']) {
      const answer = await ask(...CHANGE, { ...PAGE, cookie, 'x-requested-by': own }, {});
      assert.equal(problemCode(answer, 403), 'PERMISSION_DENIED', String(own));
    }
    assert.equal((await ask(...CHANGE, { ...PAGE, cookie }, {})).statusCode, 200);
  });

  test('for the page of another site, whatever it asks for', async () => {
    const cookie = await withScopes('admin');
    const foreign: readonly Headers[] = [
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-site', origin: `https://other.${HOST}` },
      { 'sec-fetch-site': 'none' },
    ];
    for (const headers of foreign) {
      for (const [method, url] of [CHANGE, ['GET', '/v1/users/1'], ['DELETE', '/v1/session']] as const) {
        const answer = await ask(method, url, { ...PAGE, cookie, ...headers }, method === 'GET' ? undefined : {});
        assert.equal(problemCode(answer, 403), 'PERMISSION_DENIED', `${method} ${JSON.stringify(headers)}`);
      }
    }
  });

  test('for a change whose browser does not say where it comes from, unless its Origin is the host', async () => {
    const cookie = await withScopes('admin');
    const silent = { ...PAGE, cookie, 'sec-fetch-site': undefined };
    for (const origin of [undefined, 'null', 'https://evil.example', `https://${HOST}.evil.example`]) {
      const answer = await ask(...CHANGE, { ...silent, origin }, {});
      assert.equal(problemCode(answer, 403), 'PERMISSION_DENIED', String(origin));
    }
    assert.equal((await ask(...CHANGE, { ...silent, origin: `https://${HOST.toUpperCase()}` }, {})).statusCode, 200);
  });

  test('once it is over', async () => {
    const cookie = await withScopes('admin');
    await state.query('UPDATE state.sessions SET expires_at = state.now_ms()');
    const answer = await ask('GET', '/v1/users/1', { ...PAGE, cookie });
    assert.equal(problemCode(answer, 401), 'AUTHENTICATION_FAILED');
  });

  test('once its key is revoked', async () => {
    const key = await service.keyWith('read');
    const { cookie } = await signIn(key);
    await new KeyStore(state).revoke(key.split('_')[1]!);
    const answer = await ask('GET', '/v1/users/1', { ...PAGE, cookie });
    assert.equal(problemCode(answer, 401), 'AUTHENTICATION_FAILED');
    assert.deepEqual(infoOf(await ask('GET', '/v1/session', { ...PAGE, cookie })), { isSignedIn: false });
  });

  test('once another key of the environment has the name of its own', async () => {
    const { cookie } = await signIn(GIVEN);
    const other = Buffer.from(hashKey('another one')).toString('hex');
    const next = await inject({ apiKeys: `ops:admin:${other}`, stateDirectory: service.stateDirectory });
    const answer = await next.service.app.inject({ url: '/v1/users/1', headers: { ...PAGE, cookie } });
    assert.equal(problemCode(answer, 401), 'AUTHENTICATION_FAILED');
    await next.service.stop();
  });
});

describe('signing in', () => {
  test('takes no token that was there before, and ends the session that had it', async () => {
    const planted = `__Host-pulsebase_session=${'A'.repeat(43)}`;
    const first = await signIn(service.adminKey, { ...PAGE, cookie: planted });
    assert.notEqual(first.cookie, planted);
    assert.equal(problemCode(await ask('GET', '/v1', { ...PAGE, cookie: planted }), 401), 'AUTHENTICATION_FAILED');
    const second = await signIn(await service.keyWith('read'), { ...PAGE, cookie: first.cookie });
    assert.notEqual(second.cookie, first.cookie);
    assert.equal(problemCode(await ask('GET', '/v1', { ...PAGE, cookie: first.cookie }), 401), 'AUTHENTICATION_FAILED');
  });

  test('is refused to unknown keys, and to the pages of other sites', async () => {
    const unknown = await signIn('pb_000000000000_nonsense');
    assert.equal(problemCode(unknown.answer, 401), 'AUTHENTICATION_FAILED');
    assert.equal(unknown.setCookie, '');
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'x-requested-by': undefined },
      { 'sec-fetch-site': undefined, origin: 'https://evil.example' },
    ]) {
      const { answer, setCookie } = await signIn(service.adminKey, { ...PAGE, ...headers });
      assert.equal(problemCode(answer, 403), 'PERMISSION_DENIED');
      assert.equal(setCookie, '');
    }
  });

  test('cannot be tried without end', async () => {
    const limited = await inject({ authFailureLimit: 2 });
    after(() => limited.service.remove());
    const codes: string[] = [];
    for (let tries = 0; tries < 3; tries += 1) {
      const request = { method: 'POST', url: '/v1/session', headers: PAGE, payload: { key: 'nonsense' } } as const;
      codes.push(problemCode(await limited.service.app.inject(request)));
    }
    assert.deepEqual(codes, ['AUTHENTICATION_FAILED', 'AUTHENTICATION_FAILED', 'RATE_LIMITED']);
  });

  test('is not possible, and no cookie counts, where the dashboard is switched off', async () => {
    const cookie = await withScopes('admin');
    const off = await inject({ dashboard: false, stateDirectory: service.stateDirectory });
    const request = { method: 'POST', url: '/v1/session', headers: PAGE, payload: { key: service.adminKey } } as const;
    assert.equal(problemCode(await off.service.app.inject(request), 404), 'NOT_FOUND');
    const answer = await off.service.app.inject({ url: '/v1', headers: { ...PAGE, cookie } });
    assert.equal(problemCode(answer, 401), 'AUTHENTICATION_FAILED');
    await off.service.stop();
  });
});

test('a query of the API knows the parameters of a session as little as those of others', async () => {
  assert.equal(problemCode(await send('GET', '/v1/session?a=1'), 400), 'INVALID_ARGUMENT');
});
