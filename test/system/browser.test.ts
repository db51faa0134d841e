import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { installPackage } from '../../harness/built-package.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { makeTestService } from '../support/test-service.ts';

/** What a page does with the client; `SERVICE` and `KEY` are filled in. */
const PAGE = `<!doctype html><title>Pulsebase</title><script type="module">
  const tell = (result) => fetch('/result', { method: 'POST', body: JSON.stringify(result) });
  try {
    const { connectStore } = await import('/dist/client/index.js');
    const store = await connectStore(SERVICE, { apiKey: KEY });
    await store.putUser({ id: 1, name: 'Zoë', gender: 'female', age: 36 });
    const receipt = await store.ingest([
      { userId: 1, timestamp: new Date('2023-04-05T06:07:08Z'), heartRate: 72 },
      { userId: 1, timestamp: '2023-04-05T08:00:00Z', heartRate: 90.5 },
      { userId: 9, timestamp: '2023-04-05T08:00:00Z', heartRate: 60 },
    ]);
    const year = { from: '2023-01-01', to: '2024-01-01' };
    const readings = [];
    for await (const { timestamp, heartRate } of store.readings(1, year)) readings.push([timestamp, heartRate]);
    const refused = await store.deleteUsers([1]).then(() => 'deleted', ({ code }) => code);
    await tell({
      counts: [receipt.inserted, receipt.rejected],
      top: await store.queryTop({ userId: 1, ...year }),
      users: await store.queryUsers({ minAge: 30, minHeartRate: 60, ...year }),
      readings,
      refused,
    });
  } catch (error) {
    await tell({ failure: String(error), code: error.code });
  }
</script>`;

test('the package of the client works in Chromium, from a page of another origin', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'pulsebase-chromium-'));
  const installed = await installPackage(profile, '@pulsebase/client');
  const told = Promise.withResolvers<unknown>();
  let page = '';
  const pages = createServer(async (request, response) => {
    const { url = '/', method } = request;
    if (method === 'POST') {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
      response.end();
      told.resolve(JSON.parse(body));
    } else if (url === '/') response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
    else if (/^\/dist\/[\w/-]+\.js$/.test(url)) {
      response.setHeader('content-type', 'text/javascript; charset=utf-8').end(readFileSync(join(installed, url)));
    } else response.writeHead(404).end();
  });
  pages.listen(0, '127.0.0.1');
  await once(pages, 'listening');
  const { port } = pages.address() as { port: number };
  const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
  const service = await makeTestService(store, { corsOrigin: `http://127.0.0.1:${port}` });
  page = PAGE.replace('SERVICE', JSON.stringify(await service.listen())).replace(
    'KEY',
    JSON.stringify(await service.keyWith('read', 'write')),
  );
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
  const browser = spawn('chromium', [...flags, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`], {
    stdio: 'ignore',
    detached: true,
    // What it writes beside its profile goes with it.
    env: { ...process.env, TMPDIR: profile, HOME: profile },
  });
  const exited = once(browser, 'exit');
  try {
    const result = await Promise.race([
      told.promise,
      exited.then(([code]) => assert.fail(`Chromium ended with ${code} before the page said anything`)),
    ]);
    assert.deepEqual(result, {
      counts: [2, 1],
      top: [90.5, 72],
      users: [1],
      readings: [
        ['2023-04-05T06:07:08.000Z', 72],
        ['2023-04-05T08:00:00.000Z', 90.5],
      ],
      refused: 'PERMISSION_DENIED',
    });
  } finally {
    // The browser is many processes.
    if (browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL');
    await exited.catch(() => {});
    pages.closeAllConnections();
    pages.close();
    await service.remove();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  }
});
