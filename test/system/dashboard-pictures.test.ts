import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { EN } from '../../web/src/i18n/en.ts';
import { RU } from '../../web/src/i18n/ru.ts';
import { comparePictures } from './compare-pictures.ts';
import { type Look, makeScene } from './dashboard-scene.ts';

// Each page as it looks, beside pictures that are kept, a quarter or a half as large. `npm run pictures:test` makes them anew.
const DIRECTORY = join(import.meta.dirname, 'pictures');
const MADE = join(tmpdir(), 'pulsebase-pictures');
const isMaking = process.env.MAKE_PICTURES === 'true';
/** Of the pixels of a picture that is kept: less than the smallest button. */
const MOST_DIFFERING = 12;
const NOW = Date.parse('2026-03-15T12:00:00Z');

const scene = await makeScene('chdb', {}, new Date(NOW));
after(() => scene[Symbol.asyncDispose]());
const { service, alarms, end } = scene;
await alarms.createWebhook({ name: 'On call', url: 'https://127.0.0.1:9/hook' });
const since = new Date(end - 2 * 86_400_000);
let last = '';
await until(
  () => `all alarms; ${last}`,
  async () => {
    const found = await Array.fromAsync(alarms.listAlarms());
    for (const { id, name, severity, condition } of await alarms.listRules()) {
      const tried = await alarms.tryRule({ name, severity, condition }, { from: since, to: new Date(end) });
      const count = found.filter(({ ruleId }) => ruleId === id).length;
      last = `${name}: ${count} of ${tried.alarms}`;
      if (tried.alarms !== count) return false;
    }
    return true;
  },
);

/** What other runs of the same test show otherwise: ids, and measures of the machine; and what such measures make larger. */
const OTHERWISE = '.fact-list dd, [aria-label="Keys"] td, [aria-label="Ключи"] td';
const OF_THE_MACHINE = [EN.objectives, RU.objectives, EN.findings, RU.findings];

const VIEW = `from=${new Date(end - 7 * 86_400_000).toISOString()}&to=${new Date(end).toISOString()}`;
const PAGES: Readonly<Record<string, string>> = {
  overview: '/',
  cohort: '/cohort?minHeartRate=60&from=2026-02-01&to=2026-03-15',
  people: '/people',
  person: `/people/7?${VIEW}`,
  alarms: '/alarms?severity=high',
  rules: '/alarms/rules',
  webhooks: '/alarms/webhooks',
  data: '/data',
  settings: '/settings',
  store: '/settings/store',
  keys: '/settings/keys',
  // Of what was done, time and place differ with each run.
  'audit-log': '/settings/audit-log?action=drop_before',
  retention: '/settings/retention',
};

const LOOKS: readonly (readonly [name: string, factor: number, look: Look])[] = [
  ['desktop-light', 4, { width: 1280, height: 1200, theme: 'light' }],
  ['desktop-dark', 4, { width: 1280, height: 1200, theme: 'dark' }],
  ['phone-light', 3, { width: 360, height: 1100, theme: 'light', locale: 'ru-RU' }],
  ['phone-dark', 3, { width: 360, height: 1100, theme: 'dark', locale: 'ru-RU' }],
];

mkdirSync(MADE, { recursive: true });
const judge = await (await scene.arrive()).context.newPage();

async function check(name: string, picture: Buffer, factor: number): Promise<void> {
  const path = join(DIRECTORY, `${name}.png`);
  const expected = existsSync(path) && !isMaking ? readFileSync(path).toString('base64') : '';
  const { reduced, differing, shown, pixels } = await comparePictures(judge, picture, expected, factor);
  if (isMaking) {
    writeFileSync(path, Buffer.from(reduced, 'base64'));
    return;
  }
  if (differing !== undefined && differing <= MOST_DIFFERING) return;
  const difference = join(MADE, `${name}.png`);
  writeFileSync(difference, Buffer.from(shown, 'base64'));
  writeFileSync(join(MADE, `${name}-full.png`), picture);
  assert.fail(
    `${name} looks otherwise${differing === undefined ? '' : `: ${differing} of ${pixels} pixels`}; see ${difference}. ` +
      'If that is meant, npm run pictures:test makes the pictures anew',
  );
}

for (const [lookName, factor, look] of LOOKS) {
  describe(`${lookName}`, async () => {
    const opened = await scene.arrive(look);
    after(() => opened[Symbol.asyncDispose]());
    const { page } = opened;
    await page.clock.setFixedTime(NOW);
    // The fonts that test/system/install.sh brings, whatever else is there; before anything is drawn.
    await page.addInitScript(`document.addEventListener('readystatechange', () => {
      document.documentElement.style.setProperty('--sans', '"DejaVu Sans Condensed"');
      document.documentElement.style.setProperty('--mono', '"DejaVu Sans Mono"');
    }, { once: true })`);
    const show = async () => {
      await until('the names of people', () =>
        page.evaluate<boolean>(`[...document.querySelectorAll('main .person-name')]
          .every((one) => one.querySelector('bdi') !== null)`),
      );
      await page.evaluate(`for (const one of document.querySelectorAll('.tile:last-child, .card'))
        if (one.matches('.tile') || ${JSON.stringify(OF_THE_MACHINE)}.includes(one.querySelector('h2')?.textContent))
          one.style.display = 'none';`);
      await page.mouse.move(0, 0);
      return page.screenshot({ mask: [page.locator(OTHERWISE)], maskColor: '#808080', caret: 'hide' });
    };

    test('the sign-in', async () => {
      await page.reload();
      await page.locator('.sign-in').waitFor();
      await check(`${lookName}-sign-in`, await show(), factor);
      await page.locator('input[type=password]').fill(service.adminKey);
      await page.keyboard.press('Enter');
      await page.locator('.header').waitFor();
    });

    for (const [name, path] of Object.entries(PAGES)) {
      test(name, async () => {
        await opened.goTo(path);
        await page.locator('.nav .count').waitFor();
        await check(`${lookName}-${name}`, await show(), factor);
      });
    }
  });
}

test('what looks otherwise is found: a button that is gone, a word in another colour, a line that is higher', async () => {
  await using opened = await scene.open(service.adminKey, { width: 1280, height: 1200 });
  const { page } = opened;
  await opened.goTo('/alarms/rules');
  const isThere = () => page.locator('.row, .nav .count').nth(2).waitFor();
  await isThere();
  const kept = (await comparePictures(judge, await page.screenshot(), '', 4)).reduced;
  const differing = async (change: string) => {
    await page.evaluate(change);
    return (await comparePictures(judge, await page.screenshot(), kept, 4)).differing ?? Number.POSITIVE_INFINITY;
  };
  assert.equal(await differing(''), 0);
  assert.ok(
    (await differing(`document.querySelector('.row-deeds .button').style.visibility = 'hidden'`)) > MOST_DIFFERING,
  );
  await page.reload();
  await isThere();
  assert.ok((await differing(`document.querySelector('.severity').style.color = '#00aa00'`)) > MOST_DIFFERING);
  await page.reload();
  await isThere();
  assert.ok((await differing(`document.querySelector('main').style.paddingTop = '14px'`)) > MOST_DIFFERING);
});
