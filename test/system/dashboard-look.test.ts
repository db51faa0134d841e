import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { assertClean, HOSTILE_ID, HOSTILE_NAME, type Look, makeScene } from './dashboard-scene.ts';

const scene = await makeScene();
after(() => scene[Symbol.asyncDispose]());
const { adminKey } = scene.service;

const PATHS = [
  ...['/', '/cohort', '/people', '/people/7', `/people/${HOSTILE_ID}`, '/alarms', '/alarms?state=history'],
  ...[
    '/alarms/rules',
    '/alarms/webhooks',
    '/data',
    '/settings',
    '/settings/store',
    '/settings/retention',
    '/settings/keys',
  ],
  ...['/settings/audit-log', '/settings/audit-log?person=7', '/settings/audit-log?key=nobody'],
];

const LOOKS: readonly Look[] = [
  { width: 1280, theme: 'light' },
  { width: 1280, theme: 'dark' },
  { width: 360, height: 740, theme: 'dark', locale: 'ru-RU' },
  { width: 320, height: 640, theme: 'light', locale: 'ru-RU' },
];

for (const look of LOOKS) {
  const { width, theme, locale = 'en-GB' } = look;
  describe(`at ${width} pixels, ${theme}, ${locale}`, async () => {
    const opened = await scene.open(adminKey, look);
    after(() => opened[Symbol.asyncDispose]());
    for (const path of PATHS) {
      test(`${path} keeps nobody out, fits, and does nothing that it must not`, async () => {
        await opened.goTo(path);
        const [wide, room] = await opened.page.evaluate<[number, number]>(
          '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
        );
        assert.ok(wide <= room, `${wide} pixels wide`);
        assert.deepEqual(await opened.violations(), []);
        assertClean(opened);
      });
    }
  });
}

test('what keeps people out is found', async () => {
  await using opened = await scene.open(adminKey);
  await opened.goTo('/settings');
  await opened.page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>')`);
  assert.match((await opened.violations()).join('\n'), /^button-name/);
});

describe('a name that is written to do harm', async () => {
  const opened = await scene.open(adminKey);
  after(() => opened[Symbol.asyncDispose]());

  test('is text, on each page that shows it', async () => {
    for (const path of [
      `/people/${HOSTILE_ID}`,
      '/people?find=900',
      '/cohort?minHeartRate=89&from=2020-01-01&to=2099-01-01',
    ]) {
      await opened.goTo(path);
      await opened.page.getByText('<img src=x').first().waitFor();
      assert.equal(await opened.page.locator('img').count(), 0, path);
      assert.doesNotMatch(await opened.page.title(), /harmed|img/);
    }
    assertClean(opened);
  });

  test('is in no address and no title', async () => {
    await opened.goTo(`/people/${HOSTILE_ID}`);
    assert.ok(!decodeURIComponent(opened.page.url()).includes(HOSTILE_NAME.slice(0, 6)));
    assert.equal(await opened.page.title(), `#${HOSTILE_ID} · Pulsebase`);
  });
});

describe('a key with few scopes', () => {
  test('that reads sees no button that it may not press, and pages name what it lacks', async () => {
    await using opened = await scene.open(await scene.service.keyWith('read'));
    const { page } = opened;
    await opened.goTo('/people/7');
    assert.equal(await page.getByRole('button', { name: 'Erase…' }).count(), 0);
    await opened.goTo('/alarms/rules');
    assert.equal(await page.getByRole('button', { name: 'New rule' }).count(), 0);
    for (const [path, scope] of [
      ['/data', 'write'],
      ['/settings/keys', 'admin'],
      ['/settings/audit-log', 'admin'],
      ['/alarms/webhooks', 'admin'],
    ] as const) {
      await opened.goTo(path);
      await page.getByText(`This key lacks the scope “${scope}”`).waitFor();
    }
    assertClean(opened);
  });

  test('that monitors sees the objectives and nobody', async () => {
    await using opened = await scene.open(await scene.service.keyWith('metrics'));
    await opened.goTo('/');
    await opened.page.getByText('This key lacks the scope “read”').waitFor();
    await opened.page.getByRole('cell', { name: 'query_top' }).waitFor();
    assertClean(opened);
  });
});
