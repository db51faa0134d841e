import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { makeTestService } from '../support/test-service.ts';
import { inject, problemCode } from './inject.ts';

const SCRIPT = 'export const answer = 42;\n'.repeat(50);
const NAME = 'app-ABCD1234.js';
const directory = mkdtempSync(join(tmpdir(), 'pulsebase-pages-'));
mkdirSync(join(directory, 'assets'));
writeFileSync(join(directory, 'index.html'), `<!doctype html><script src="%ROOT%assets/${NAME}"></script>`);
writeFileSync(join(directory, 'assets', NAME), SCRIPT);
writeFileSync(join(directory, 'assets', `${NAME}.br`), brotliCompressSync(SCRIPT));
writeFileSync(join(directory, 'assets', `${NAME}.gz`), gzipSync(SCRIPT));
writeFileSync(join(directory, 'assets', 'secret.key'), 'not of a kind that is served');

const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
const service = await makeTestService(store, {}, undefined, directory);
after(async () => {
  await service.remove();
  rmSync(directory, { recursive: true });
});
const get = (url: string, headers: Record<string, string> = {}) => service.app.inject({ url, headers });

test('each address of the dashboard gives its document, which finds its files from there', async () => {
  const roots = {
    '/': '',
    '/cohort?minAge=24&gender=male,female': '',
    '/people': '',
    '/people/99?from=2023-01-01T00:00:00Z&tz=UTC': '../',
    '/alarms': '',
    '/alarms/rules': '../',
    '/alarms/rules/new': '../../',
    '/data': '',
    '/settings/keys': '../',
  };
  for (const [url, root] of Object.entries(roots)) {
    const answer = await get(url);
    assert.equal(answer.statusCode, 200, url);
    assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(answer.body, `<!doctype html><script src="${root}assets/${NAME}"></script>`, url);
    assert.equal(answer.headers['cache-control'], 'no-cache');
    assert.equal(
      answer.headers['content-security-policy'],
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
  }
});

test('a file comes as the browser unpacks it, and may be kept for ever', async () => {
  const url = `/assets/${NAME}`;
  const forms = [
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['gzip, br;q=0', 'gzip', gunzipSync],
    ['', undefined, (body: Buffer) => body],
  ] as const;
  for (const [accepted, encoding, unpack] of forms) {
    const answer = await get(url, { 'accept-encoding': accepted });
    assert.equal(answer.headers['content-encoding'], encoding, accepted);
    assert.equal(unpack(answer.rawPayload).toString(), SCRIPT);
    assert.equal(answer.headers['content-type'], 'text/javascript; charset=utf-8');
    assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(answer.headers.vary, 'accept-encoding');
  }
});

test('what a browser has already is not sent again', async () => {
  for (const url of ['/', `/assets/${NAME}`]) {
    const etag = String((await get(url)).headers.etag);
    const again = await get(url, { 'if-none-match': `W/"other", ${etag}` });
    assert.deepEqual([again.statusCode, again.body], [304, ''], url);
    assert.equal((await get(url, { 'if-none-match': 'W/"other"' })).statusCode, 200);
  }
});

test('nothing else of the machine is served', async () => {
  for (const name of [
    'none.js',
    'secret.key',
    `${NAME}.br`,
    '..%2findex.html',
    '%2e%2e%2findex.html',
    '../index.html',
  ]) {
    assert.ok([401, 404].includes((await get(`/assets/${name}`)).statusCode), name);
  }
});

test('where it is switched off, or not built, the root leads to the description', async () => {
  const off = await makeTestService(store, { dashboard: false }, undefined, directory);
  const { service: unbuilt } = await inject();
  for (const { app } of [off, unbuilt]) {
    const root = await app.inject('/');
    assert.deepEqual([root.statusCode, root.headers.location], [302, 'docs']);
    assert.equal(problemCode(await app.inject('/cohort')), 'AUTHENTICATION_FAILED');
    assert.equal(problemCode(await app.inject(`/assets/${NAME}`)), 'AUTHENTICATION_FAILED');
  }
  assert.match(unbuilt.logged.join(''), /the dashboard is not built/);
  await off.remove();
  await unbuilt.remove();
});
