import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../../harness/until.ts';
import type { Scope } from '../../src/api/auth/api-key.ts';
import { connectStore } from '../../src/client/connect-store.ts';
import { assertClean, makeScene } from './dashboard-scene.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ID = 7;

const scene = await makeScene();
after(() => scene[Symbol.asyncDispose]());
const { store, service, alarms, end } = scene;

const viewPath = (from: number, to: number, more = '') =>
  `/people/${ID}?from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}${more}`;
/** How much is drawn in the colour of texts: the line, and the points. */
const drawn = (page: Page) =>
  page.evaluate<number>(`(() => {
    const canvas = document.querySelector('.time-chart canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200 && data[at] < 60 && data[at + 2] < 70) found += 1;
    return found;
  })()`);

test('a chart that is moved is never blank, however late the service answers', async () => {
  await using opened = await scene.open(service.adminKey);
  const { page } = opened;
  await opened.goTo(viewPath(end - 30 * DAY, end - 20 * DAY));
  let held: (() => void)[] = [];
  let isHolding = true;
  await page.route('**/v1/users/**', async (route) => {
    if (isHolding) await new Promise<void>((resolve) => held.push(resolve));
    await route.continue();
  });
  const chart = page.getByRole('application', { name: /Chart of heart rates/ });
  await chart.focus();
  for (const key of ['Shift+ArrowRight', 'Shift+ArrowRight', '-', '+', '+', 'Shift+ArrowLeft']) {
    await page.keyboard.press(key);
    assert.ok((await drawn(page)) > 50, `after ${key}`);
  }
  isHolding = false;
  for (const go of held) go();
  held = [];
  await until('the answers', () => page.evaluate<boolean>(`document.querySelector('main [aria-busy=true]') === null`));
  assert.ok((await drawn(page)) > 50);
});

test('the level and the zone of what is shown are named beside it, at each length', async () => {
  await using opened = await scene.open(service.adminKey);
  const { page } = opened;
  for (const [length, zone, zoneName] of [
    [HOUR, 'UTC', 'UTC'],
    [30 * DAY, 'Asia/Kathmandu', 'Kathmandu (UTC+5:45)'],
    [3650 * DAY, 'UTC', 'UTC'],
  ] as const) {
    await opened.goTo(viewPath(end - length, end, `&tz=${zone}`));
    const heading = (await page.locator('.timeline h2').textContent())!;
    assert.ok(heading.includes(zoneName), heading);
    assert.match(heading, /level: (?:every reading|10 seconds|minute|10 minutes|hour|day of UTC|month of UTC)$/);
    if (length === HOUR) assert.match(heading, /every reading$/);
  }
});

describe('a key sees no button that fails', () => {
  const PATHS = [
    ...[
      '/',
      '/cohort',
      '/people',
      `/people/${ID}`,
      '/alarms',
      '/alarms?state=history',
      '/alarms/rules',
      '/alarms/webhooks',
    ],
    ...['/data', '/settings', '/settings/store', '/settings/retention', '/settings/keys', '/settings/audit-log'],
  ];
  for (const scopes of [['read'], ['write'], ['metrics'], ['read', 'metrics']] satisfies Scope[][]) {
    test(`with the ${scopes.length === 1 ? 'scope' : 'scopes'} ${scopes.join(' and ')}`, async () => {
      await using opened = await scene.open(await service.keyWith(...scopes));
      const { page } = opened;
      for (const path of PATHS) {
        await opened.goTo(path);
        const buttons = page.locator(
          'main button:visible:not(:disabled, [aria-disabled=true], :has-text("choose files"))',
        );
        // What a button opens may have taken its place.
        for (let at = 0; at < Math.min(12, await buttons.count()); at += 1) {
          await buttons.nth(at).press('Enter');
          await page.keyboard.press('Escape');
        }
        await until('what was asked for', () =>
          page.evaluate<boolean>(`document.querySelector('main [aria-busy=true]') === null`),
        );
      }
      assert.deepEqual(
        opened.complaints.filter((complaint) => /^(?:401|403)/.test(complaint)),
        [],
      );
    });
  }
});

describe('alarms are never said to be none when that is not known', () => {
  test('none that were found before are dated, once the service cannot be reached', async () => {
    await using opened = await scene.open(service.adminKey);
    const { page, context } = opened;
    await page.clock.install();
    await opened.goTo('/alarms?severity=medium');
    await page.getByText('No alarm is active', { exact: true }).waitFor();
    await context.setOffline(true);
    await page.clock.fastForward(120_000);
    await page.getByText(/^As of \d\d:\d\d: No alarm is active$/).waitFor();
    assert.equal(await page.getByText('No alarm is active', { exact: true }).count(), 0);
  });

  test('and are none for another question that was not answered', async () => {
    await using opened = await scene.open(service.adminKey);
    const { page, context } = opened;
    await opened.goTo('/alarms?severity=medium');
    await page.getByText('No alarm is active', { exact: true }).waitFor();
    await context.setOffline(true);
    await page.getByLabel('Severity').selectOption('high');
    await page.getByText('Could not load').waitFor();
    assert.equal(await page.getByText('No alarm').count(), 0);
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).press('Enter');
    await page.locator('.alarm-card').first().waitFor();
  });
});

test('an alarm that is put off stays so, however many readings come', async () => {
  await using opened = await scene.open(await service.keyWith('read', 'write'));
  const { page } = opened;
  await store.putUser({ id: 950, name: 'Racing' });
  await using sending = await connectStore(scene.address, { apiKey: service.adminKey });
  const racing = (minutes: number) =>
    sending.ingest([{ userId: 950, timestamp: new Date(end - HOUR + minutes * 60_000), heartRate: 180 }]);
  await alarms.createRule({
    ...{ name: 'Racing', severity: 'medium', since: new Date(end - DAY) },
    condition: { type: 'sustained', direction: 'above', limit: 170, forMinutes: 5, minReadings: 2, maxGapMinutes: 20 },
  });
  await racing(0);
  await racing(6);
  const find = async () => (await Array.fromAsync(alarms.listAlarms({ userId: 950 })))[0];
  const alarm = await until('the alarm', find);
  await opened.goTo('/alarms?severity=medium');
  // Others may have run so fast too, an hour ago.
  const card = page.locator('.alarm-card', { hasText: '#950' });
  await card.getByLabel('Snooze until…').selectOption('1d');
  await card.getByText(/Snoozed until/).waitFor();
  const { snoozedUntil } = await alarms.getAlarm(alarm.id);
  await racing(12);
  await racing(18);
  const longer = await until('the alarm to go on', async () => {
    const now = await alarms.getAlarm(alarm.id);
    return now.readings > alarm.readings ? now : undefined;
  });
  assert.deepEqual(longer.snoozedUntil, snoozedUntil);
  await opened.goTo('/alarms?severity=medium');
  await card.getByText(/Snoozed until/).waitFor();
  assertClean(opened);
});

test('a table is read on where one is, whatever news come', async () => {
  await using opened = await scene.open(service.adminKey);
  const { page } = opened;
  const { webhook } = await alarms.createWebhook({ name: 'often', url: 'https://127.0.0.1:9/often' });
  const window = { from: new Date(end - 30 * DAY), to: new Date(end + DAY) };
  assert.ok((await alarms.redeliverWebhook(webhook.id, window)) > 25);
  await opened.goTo('/alarms/webhooks');
  await page.getByRole('button', { name: 'Deliveries often' }).press('Enter');
  await page.getByRole('button', { name: 'Next' }).press('Enter');
  await page.getByText('Page 2 of').waitFor();
  const news = page.waitForResponse((response) => response.url().includes('/deliveries'));
  // Who lets it go on is told the news at once.
  await page.locator('.live').press('Enter');
  await page.locator('.live').press('Enter');
  await (await news).finished();
  await until('the news', () => page.evaluate<boolean>(`document.querySelector('main [aria-busy=true]') === null`));
  await page.getByText('Page 2 of').waitFor();
  await alarms.deleteWebhook(webhook.id);
  assertClean(opened);
});
