import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { assertClean, makeScene } from './dashboard-scene.ts';

// Kept for half as long as there are readings.
const scene = await makeScene('chdb', { retentionDays: 30 });
after(() => scene[Symbol.asyncDispose]());
const { service, address } = scene;

async function call(method: string, path: string, key = service.adminKey, body?: object): Promise<number> {
  const { status } = await fetch(`${address}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return status;
}

describe('the audit log', async () => {
  const writeKey = await service.keyWith('write');
  for (let id = 1; id <= 60; id += 1) await call('PUT', `/v1/users/${id}`, writeKey, { name: `Person ${id}` });
  assert.equal(await call('DELETE', '/v1/users/3', writeKey), 403);
  assert.equal(await call('DELETE', '/v1/users/4'), 200);

  test('says who did what about whom; older entries come when they are asked for', async () => {
    await using opened = await scene.open(service.adminKey);
    const { page } = opened;
    await opened.goTo('/settings/audit-log?action=put_user');
    const rows = page.locator('tbody tr');
    assert.equal(await rows.count(), 50);
    assert.match((await rows.first().textContent())!, /write.*Added or changed a person.*u-[0-9a-f]{6}….*Done/);
    await page.getByRole('button', { name: 'Show older' }).click();
    await page.getByText('That is all').waitFor();
    assert.equal(await rows.count(), 60);
    await opened.goTo('/settings/audit-log?action=delete_user');
    assert.deepEqual(await page.locator('tbody td:nth-child(5)').allTextContents(), ['Done', 'Refused (403)']);
    assertClean(opened);
  });

  test('is asked by form, and the question is the address', async () => {
    await using opened = await scene.open(service.adminKey);
    const { page } = opened;
    await opened.goTo('/settings/audit-log');
    await page.getByLabel('What').selectOption('All that changed something');
    await page.getByLabel('Person', { exact: true }).fill('3');
    await page.getByLabel('Only entries that name the person').check();
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByRole('cell', { name: 'Added or changed a person' }).first().waitFor();
    assert.equal(await page.locator('tbody tr').count(), 1);
    assert.match(page.url(), /\?action=changes&person=3&named=true$/);
    assert.equal(await page.evaluate<string>('document.activeElement.textContent'), 'Show');
    // Somebody who is gone is found too.
    await page.getByLabel('Person', { exact: true }).fill('4');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByRole('cell', { name: 'Erased a person' }).first().waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('cell', { name: 'Signed in' }).first().waitFor();
    await page.goBack();
    await page.getByRole('cell', { name: 'Erased a person' }).first().waitFor();
    assert.equal(await page.getByLabel('Person', { exact: true }).inputValue(), '4');
    // What is clicked in a row is asked for as well.
    await page.locator('.pseudonyms a').first().click();
    await until('the address', () => /person=u-[0-9a-f]{20}/.test(page.url()));
    await page.getByRole('cell', { name: 'Erased a person' }).first().waitFor();
    assertClean(opened);
  });

  test('has days by the clocks of the browser', async () => {
    await using opened = await scene.open(service.adminKey);
    const { page } = opened;
    await opened.goTo('/settings/audit-log');
    await page.getByLabel('From').fill('2023-07-01');
    await page.getByLabel('To').fill('2023-07-01');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText('No such entries').waitFor();
    assert.match(page.url(), /\?from=2023-06-30T22:00:00.000Z&to=2023-07-01T21:59:59.999Z$/);
    assert.equal(await page.getByLabel('To').inputValue(), '2023-07-01');
    assertClean(opened);
  });

  test('is downloaded as CSV, as it was asked for', async () => {
    await using opened = await scene.open(service.adminKey);
    const { page } = opened;
    await opened.goTo('/settings/audit-log?action=delete_user');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV' }).click(),
    ]);
    const [header, ...rows] = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n');
    assert.match(header!, /^time,key,key_name,action/);
    assert.deepEqual(
      rows.map((row) => row.split(',').slice(3, 5).join()),
      ['delete_user,200', 'delete_user,403'],
    );
    assertClean(opened);
  });

  test('is for admins alone', async () => {
    await using opened = await scene.open(await service.keyWith('read', 'write', 'metrics'));
    await opened.goTo('/settings');
    assert.equal(await opened.page.getByRole('link', { name: 'Audit log' }).count(), 0);
    await opened.goTo('/');
    assert.equal(await opened.page.getByRole('heading', { name: 'Findings' }).count(), 0);
    assertClean(opened);
  });
});

test('how long readings are kept, and how many go next, is shown with the setting that says so', async () => {
  await using opened = await scene.open(await service.keyWith('read'));
  const { page } = opened;
  await opened.goTo('/settings/retention');
  await page.getByText('Readings are kept for 30 days').waitFor();
  await page.getByText('RETENTION_DAYS=30').waitFor();
  const due = await page.locator('.fact-list div', { hasText: 'Due next' }).textContent();
  assert.match(due!, /[1-9][\d,]* readings$/);
  assert.match((await page.locator('.fact-list div', { hasText: 'Last deletion' }).textContent())!, /not yet$/);
  assertClean(opened);
});

test('what doctor would find stands in the overview, with what to do about it', async () => {
  await using opened = await scene.open(service.adminKey);
  const { page } = opened;
  await opened.goTo('/');
  const finding = page.locator('.findings li');
  assert.match((await finding.textContent())!, /^◆Warning.*older than RETENTION_DAYS=30 allows.*pulsebase retention/);
  assert.deepEqual(await opened.violations(), []);
  assertClean(opened);
});

test('where the numbers of a view cannot be loaded the page says so, and tries again when it is told to', async () => {
  await using opened = await scene.open(service.adminKey);
  const { page } = opened;
  let refusals = 0;
  await page.route(/\/quality\?/, async (route) => {
    refusals += 1;
    await route.abort();
  });
  await opened.goTo('/people/7');
  await page.getByRole('alert').getByText('Could not load').waitFor();
  assert.ok(refusals > 0);
  await page.unroute(/\/quality\?/);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Longest silence').waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
});
