import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';
import { assertClean, makeScene } from './dashboard-scene.ts';

const DAY = 86_400_000;
const OVERRIDE = '\u202E';

const scene = await makeScene();
after(() => scene[Symbol.asyncDispose]());
const { store, service, alarms, end } = scene;

const SCRIPT = `"><script>document.title = 'harmed'</script><img src=x onerror="document.title='harmed'">`;
const THUMB = '👍🏽';
const FAMILY = '👨\u200d👩\u200d👧\u200d👦';
/** Names, and what is seen of them. */
const NAMES = [
  { id: 911, name: SCRIPT, externalId: '=cmd()', seen: '"><script>' },
  { id: 912, name: `${OVERRIDE}drawkcab`, externalId: `${OVERRIDE}gpj.exe`, seen: 'drawkcab' },
  { id: 913, name: 'W'.repeat(255), externalId: '+1', seen: `${'W'.repeat(39)}…` },
  { id: 914, name: FAMILY.repeat(11), externalId: '-1', seen: FAMILY.repeat(11) },
  { id: 915, name: '   ', externalId: '@sum', seen: 'No name' },
  { id: 916, name: '\u200b\u2060\u00ad', externalId: 'W'.repeat(255), seen: 'No name' },
  { id: 917, name: THUMB.repeat(63), externalId: 'https://x', seen: `${THUMB.repeat(39)}…` },
] as const;

for (const { id, name, externalId } of NAMES) {
  await store.putUser({ id, name, externalId });
  await store.ingest(
    [0, 1, 2].map((at) => ({ userId: id, timestamp: new Date(end - at * 60_000), heartRate: 190 + at })),
  );
}
const condition = { type: 'hour', direction: 'above', limit: 150, minReadings: 1 } as const;
await alarms.createRule({ name: SCRIPT.slice(0, 100), severity: 'medium', since: new Date(end - DAY), condition });
await alarms.createRule({ name: 'W'.repeat(100), severity: 'medium', since: new Date(end - DAY), condition });
await alarms.createWebhook({ name: 'W'.repeat(100), url: `https://127.0.0.1:9/${'w'.repeat(200)}` });
{
  const state = openSqliteState(service.stateDirectory, { durable: false });
  for (const name of [SCRIPT, `${OVERRIDE}yek`, 'W'.repeat(100), FAMILY])
    await new KeyStore(state).create(name, ['read']);
  await state.close();
}
await until('alarms of each', async () => {
  const found = await Array.fromAsync(alarms.listAlarms({ severity: ['medium'] }));
  return NAMES.every(({ id }) => found.some(({ userId }) => userId === id));
});

/** Cells of CSV that a spreadsheet would calculate. */
function formulasOf(csv: string): string[] {
  const cells = [...csv.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,\n]*))/gm)].map(
    ([, quoted, plain]) => quoted ?? plain!,
  );
  assert.ok(cells.length > 6);
  return cells.filter((cell) => /^[=+@\t-]/.test(cell));
}

const PATHS = [
  ...['/', '/people', '/people?find=91', '/cohort?minHeartRate=150&from=2020-01-01&to=2099-01-01'],
  ...NAMES.map(({ id }) => `/people/${id}`),
  ...['/alarms?severity=medium', '/alarms/rules', '/alarms/webhooks', '/settings/keys'],
];

for (const width of [1280, 320]) {
  describe(`what is named to do harm does none, at ${width} pixels`, async () => {
    const opened = await scene.open(service.adminKey, { width });
    after(() => opened[Symbol.asyncDispose]());
    const { page } = opened;
    for (const path of PATHS) {
      test(`on ${path}`, async () => {
        await opened.goTo(path);
        assert.equal(await page.locator('main img, main script').count(), 0);
        assert.doesNotMatch(await page.title(), /harmed|script/);
        const [wide, room] = await page.evaluate<[number, number]>(
          '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
        );
        assert.ok(wide <= room, `${wide} pixels wide`);
        // A name turns nothing around it: wherever it stands, it is alone.
        const turning = await page.evaluate<string[]>(`(() => {
          const found = [];
          const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const { data, parentElement } = walker.currentNode;
            const isAlone = parentElement.closest('bdi, .unseen, option') !== null || /\\u2068[^\\u2069]*\\u202E/.test(data);
            if (data.includes('\\u202E') && !isAlone) found.push(parentElement.outerHTML.slice(0, 160));
          }
          return found;
        })()`);
        assert.deepEqual(turning, []);
        assertClean(opened);
      });
    }

    test('of each name something is seen, and what is cut is cut between letters', async () => {
      for (const { id, seen } of NAMES) {
        await opened.goTo(`/people/${id}`);
        await page.getByRole('heading', { level: 1, name: seen }).waitFor();
        await opened.goTo(`/people?find=${id}`);
        const link = page.getByRole('link', { name: `#${id}` });
        assert.ok(((await link.textContent()) ?? '').includes(seen), `${id}`);
      }
    });

    test('in questions too', async () => {
      await opened.goTo('/people/912');
      await page.getByRole('button', { name: 'Erase…' }).press('Enter');
      const title = (await page.getByRole('dialog').getByRole('heading').textContent())!;
      assert.match(title, /^Erase \u2068\u202Edrawkcab #912\u2069 and all readings\?$/);
      await page.keyboard.press('Escape');
      assertClean(opened);
    });
  });
}

test('no cell of a table that is saved is a formula', async () => {
  await using opened = await scene.open(service.adminKey);
  const { page } = opened;
  await opened.goTo('/cohort?minHeartRate=150&from=2020-01-01&to=2099-01-01');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).press('Enter');
  const text = readFileSync(await (await saved).path(), 'utf8');
  for (const { externalId } of NAMES) assert.ok(text.includes(externalId), externalId);
  assert.deepEqual(formulasOf(text), []);
});

test('a file may have any name, and what is said of its rows is no formula', async () => {
  await using opened = await scene.open(await service.keyWith('write'), { width: 320 });
  const { page } = opened;
  await opened.goTo('/data');
  const rows = ['user_id,timestamp,heart_rate', '=1+1,2020-01-01T00:00:00Z,61', '7,=HYPERLINK(1),61'];
  const names = [SCRIPT, `${OVERRIDE}vsc.csv`, `${'W'.repeat(251)}.csv`, `${FAMILY}.csv`, '   .csv'];
  for (const name of names) {
    const file = { name, mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) };
    await page.locator('input[type=file]').setInputFiles(file);
  }
  await until('all files', async () => (await page.getByText('2 rows rejected').count()) === names.length);
  assert.equal(await page.locator('main img, main script').count(), 0);
  const [wide, room] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  assert.ok(wide <= room, `${wide} pixels wide`);
  assert.deepEqual(await opened.violations(), []);
  for (const button of await page.getByRole('button', { name: 'Download them' }).all()) {
    const saved = page.waitForEvent('download');
    await button.press('Enter');
    const file = await saved;
    assert.ok(!file.suggestedFilename().includes(OVERRIDE), file.suggestedFilename());
    assert.deepEqual(formulasOf(readFileSync(await file.path(), 'utf8')), []);
  }
  assertClean(opened);
});
