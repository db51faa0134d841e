import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';
import { assertClean, makeScene } from './dashboard-scene.ts';

const DAY = 86_400_000;

const scene = await makeScene();
after(() => scene[Symbol.asyncDispose]());
const { store, service, alarms, address, end } = scene;
const UNAUTHORIZED = /^401: |status of 401/;

async function revoke(key: string): Promise<void> {
  const state = openSqliteState(service.stateDirectory, { durable: false });
  await new KeyStore(state).revoke(key.split('_')[1]!);
  await state.close();
}

describe('a session that ends in the midst of work', () => {
  test('asks for a key, and leads back to the same view', async () => {
    const key = await service.keyWith('read', 'write');
    await using opened = await scene.open(key);
    const { page } = opened;
    const [from, to] = [end - 9 * DAY, end - 2 * DAY].map((instant) => new Date(instant).toISOString());
    await opened.goTo(`/people/7?from=${from}&to=${to}&tz=UTC`);
    const view = page.url();
    const chart = page.getByRole('application', { name: /Chart of heart rates/ });
    const summary = await chart.getAttribute('aria-label');
    await revoke(key);
    await page.getByLabel('Limits between zones').fill('70');
    await page.keyboard.press('Enter');
    await page.getByLabel('API key').fill(service.adminKey);
    await page.keyboard.press('Enter');
    await chart.waitFor();
    assert.equal(new URL(page.url()).search.replace(/&zones=70$/, ''), new URL(view).search);
    assert.equal(await chart.getAttribute('aria-label'), summary);
    assertClean(opened, UNAUTHORIZED);
  });

  test('does nothing that was asked for after it, and says why', async () => {
    const key = await service.keyWith('read', 'write');
    await using opened = await scene.open(key);
    const { page } = opened;
    await opened.goTo('/alarms');
    const active = async () => (await Array.fromAsync(alarms.listAlarms({ state: ['active'] }))).length;
    const before = await active();
    await revoke(key);
    await page.getByRole('button', { name: 'Acknowledge' }).first().press('Enter');
    await page.getByRole('heading', { name: 'Sign in with a key' }).waitFor();
    assert.equal(await active(), before);
    assertClean(opened, UNAUTHORIZED);
  });
});

test('the windows of a browser have one session: who leaves in one leaves all, and who comes in comes in to all', async () => {
  await using opened = await scene.open(await service.keyWith('read'));
  const { page, context } = opened;
  await opened.goTo('/people');
  const other = await context.newPage();
  await other.goto(`${address}/cohort`);
  await other.locator('.header').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).press('Enter');
  await other.getByRole('heading', { name: 'Sign in with a key' }).waitFor();
  await other.getByLabel('API key').fill(service.adminKey);
  await other.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
  await page.getByRole('link', { name: 'Settings' }).press('Enter');
  await page.getByRole('link', { name: 'Keys' }).waitFor();
});

test('who signs in after somebody else sees nothing of what that one saw', async () => {
  await using opened = await scene.open(await service.keyWith('read', 'write'));
  const { page } = opened;
  await opened.goTo('/data');
  const file = {
    name: 'of the first.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('user_id,timestamp,heart_rate\n'),
  };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByText('There are no heart rates in it').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).press('Enter');
  await page.getByLabel('API key').fill(await service.keyWith('write'));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Data' }).waitFor();
  assert.equal(await page.getByText('of the first.csv').count(), 0);
  assertClean(opened);
});

describe('the page of another origin, even of the same site', async () => {
  // A port makes another origin, and of the same site: the browser sends the cookie of the session along.
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<p>Elsewhere</p>'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => server.close());
  const { port } = server.address() as { port: number };
  const opened = await scene.open(service.adminKey);
  after(() => opened[Symbol.asyncDispose]());
  const evil = await opened.context.newPage();
  await evil.goto(`http://127.0.0.1:${port}/`);

  const ask = (path: string, init: object) =>
    evil.evaluate<string>(`fetch(${JSON.stringify(address + path)}, ${JSON.stringify({ credentials: 'include', ...init })})
      .then((response) => response.type + ' ' + response.status, (error) => error.name)`);

  test('reads nothing', async () => {
    for (const path of ['/v1/stats', '/v1/users', '/v1/users/7/readings', '/v1/alarms', '/v1/session', '/v1/keys']) {
      assert.equal(await ask(path, {}), 'TypeError', path);
    }
  });

  test('changes nothing, in whichever way it asks', async () => {
    const rule = { name: 'evil', severity: 'high', condition: { type: 'silence', forMinutes: 5 } };
    const counts = async () => [
      (await alarms.listRules()).length,
      (await store.stats()).users,
      (await store.stats()).readings,
      (await Array.fromAsync(alarms.listAlarms({ state: ['active'] }))).length,
    ];
    const before = await counts();
    const text = { 'content-type': 'text/plain' };
    const deeds: readonly (readonly [string, string, string])[] = [
      ['POST', '/v1/rules', JSON.stringify(rule)],
      ['POST', '/v1/users/import', 'id,name\n5000,evil\n'],
      ['PUT', '/v1/users/5000', JSON.stringify({ name: 'evil' })],
      ['POST', '/v1/readings/delete', JSON.stringify({ userIds: [7], from: '1970-01-01', to: '2100-01-01' })],
      ['POST', '/v1/readings', JSON.stringify([{ userId: 7, timestamp: '2020-01-01T00:00:00Z', heartRate: 60 }])],
      ['POST', '/v1/uploads', 'user_id,timestamp,heart_rate\n7,2020-01-01T00:00:00Z,60\n'],
      ['POST', '/v1/keys', JSON.stringify({ name: 'evil', scopes: ['admin'] })],
      ['DELETE', '/v1/users/7', ''],
      ['DELETE', '/v1/session', ''],
    ];
    for (const [method, path, body] of deeds) {
      const content = body === '' ? {} : { body };
      await ask(path, { method, headers: text, ...content });
      if (method === 'POST') await ask(path, { method, mode: 'no-cors', headers: text, ...content });
      await ask(path, { method, headers: { ...text, 'x-requested-by': 'pulsebase' }, ...content });
    }
    await evil.evaluate(`{
      const form = document.body.appendChild(document.createElement('form'));
      form.method = 'POST';
      form.enctype = 'text/plain';
      form.action = ${JSON.stringify(`${address}/v1/rules`)};
      const field = form.appendChild(document.createElement('input'));
      field.name = ${JSON.stringify(JSON.stringify(rule).slice(0, -1))};
      field.value = '}';
      form.submit();
    }`);
    await evil.waitForURL(`${address}/v1/rules`);
    assert.deepEqual(await counts(), before);
    await opened.goTo('/settings/keys');
    assert.equal(await opened.page.getByRole('cell', { name: 'evil' }).count(), 0);
    // The page of the service itself may: what was tried elsewhere was not refused for something else.
    const own =
      await opened.page.evaluate<number>(`fetch('/v1/rules', { method: 'POST', body: ${JSON.stringify(JSON.stringify(rule))},
      headers: { 'content-type': 'application/json', 'x-requested-by': 'pulsebase' } }).then(({ status }) => status)`);
    assert.equal(own, 200);
    await alarms.deleteRule((await alarms.getRule('evil')).id);
  });

  test('cannot frame it', async () => {
    await evil.goto(`http://127.0.0.1:${port}/`);
    await evil.evaluate(`document.body.innerHTML = '<iframe src=${JSON.stringify(address)}></iframe>'`);
    const frame = await until('the frame', () => evil.frames().find((one) => one !== evil.mainFrame()));
    await until('the refusal', () => frame.url().startsWith('chrome-error:'));
  });
});
