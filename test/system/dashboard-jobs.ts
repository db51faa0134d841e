import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { until } from '../../harness/until.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';
import { assertClean, PEOPLE, type Scene, tenths, untilApplied } from './dashboard-scene.ts';
import { sumOfBars } from './sum-of-bars.ts';
import { tabTo } from './tab-to.ts';

const DAY = 86_400_000;

/** The jobs of each page, done as people do them. */
export function dashboardJobs(scene: Scene): void {
  const { store, service, alarms, end } = scene;

  async function alarmOf(state: 'active' | 'acknowledged' | 'closed') {
    for await (const alarm of alarms.listAlarms({ state: [state] })) return alarm;
    return undefined;
  }

  describe('signing in and out', () => {
    test('is by a key alone, which the page does not keep; a session ends when one leaves', async () => {
      await using opened = await scene.open(await service.keyWith('read'));
      const { page, context } = opened;
      await opened.goTo('/');
      assert.equal(await page.evaluate('document.cookie'), '');
      assert.doesNotMatch(String(await page.evaluate('JSON.stringify({ ...localStorage })')), /pb_/);
      const [cookie] = await context.cookies();
      assert.deepEqual([cookie?.httpOnly, cookie?.sameSite], [true, 'Strict']);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in with a key' }).waitFor();
      await context.addCookies([cookie!]);
      await page.reload();
      await page.getByLabel('API key').fill('pb_000000000000_nothing');
      await page.keyboard.press('Enter');
      await page.getByText('this API key is not known, or was revoked').waitFor();
    });

    test('a page whose key is revoked asks for another', async () => {
      const key = await service.keyWith('read');
      await using opened = await scene.open(key);
      await opened.goTo('/people');
      const state = openSqliteState(service.stateDirectory, { durable: false });
      await new KeyStore(state).revoke(key.split('_')[1]!);
      await state.close();
      await opened.page.getByRole('link', { name: 'Cohort' }).click();
      await opened.page.getByRole('heading', { name: 'Sign in with a key' }).waitFor();
    });
  });

  test('the overview has the numbers of the store, and shows an alarm as it comes', async () => {
    await using opened = await scene.open(service.adminKey);
    const { page } = opened;
    await opened.goTo('/');
    const { users, readings } = await store.stats();
    await page.locator('.tile', { hasText: 'People' }).getByText(String(users), { exact: true }).waitFor();
    await page.getByText(`${readings.toLocaleString('en-GB')} in all`).waitFor();
    const lately = await page.locator('.tile-value').nth(1).textContent();
    const perHour = page.getByRole('region', { name: 'Readings per hour' }).first();
    assert.equal(await sumOfBars(perHour), Number(lately?.replaceAll(',', '')));
    await store.putUser({ id: 777, name: 'Quiet' });
    await store.ingest([{ userId: 777, timestamp: new Date(end - 20 * DAY), heartRate: 60 }]);
    await page.reload();
    const silent = page.getByRole('region', { name: 'Silent longest' }).first();
    await silent.locator('tbody tr').first().getByText('20 days').waitFor();
    assert.ok((await silent.locator('tbody tr').count()) <= 10);
    assert.match((await silent.getByRole('link', { name: 'Quiet #777' }).getAttribute('href')) ?? '', /\/people\/777$/);
    await store.deleteUsers([777]);
    const condition = { type: 'hour', direction: 'above', limit: 40, minReadings: 1 } as const;
    await alarms.createRule({ name: 'Any heart rate', severity: 'high', since: new Date(end - DAY / 2), condition });
    await page.getByText('Any heart rate').first().waitFor();
    await untilApplied(alarms, 'Any heart rate');
    assertClean(opened);
  });

  test('a cohort is asked by keys: the address, the table, the file and the way to a person', async () => {
    await using opened = await scene.open(service.adminKey);
    const { page } = opened;
    await opened.goTo('/cohort');
    await tabTo(page, 'Older than');
    await page.keyboard.type('40');
    await tabTo(page, 'Female');
    await page.keyboard.press('Space');
    await tabTo(page, 'Average above');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('60');
    await page.keyboard.press('Enter');
    await until('the address', () => page.url().includes('minAge=40') && page.url().includes('gender=female'));
    const asked = new URL(page.url()).searchParams;
    const window = { from: asked.get('from')!, to: asked.get('to')! };
    const found = await store.queryUsers({ minAge: 40, gender: 'female', minHeartRate: 60, ...window, details: true });
    assert.ok(found.length > 1 && found.length < PEOPLE);
    await page.getByRole('heading', { name: `${found.length} of ` }).waitFor();
    assert.equal(await sumOfBars(page.getByRole('region', { name: /spread/ })), found.length);
    const rows = await page.locator('tbody tr').all();
    const cells = await Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
    assert.deepEqual(
      cells.map(([, person, average, count]) => [person!.split('#')[1], average, count!.replace(',', '')]),
      found.map(({ userId, average, count }) => [String(userId), tenths.format(average), String(count)]),
    );
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    const lines = readFileSync(await (await saved).path(), 'utf8')
      .trim()
      .split('\n');
    assert.deepEqual(
      lines.slice(1).map((line) => Number(line.split(',')[3])),
      found.map(({ average }) => average),
    );
    await page.getByRole('button', { name: 'Readings' }).press('Enter');
    await until('the order in the address', () => page.url().includes('sort=-count'));
    await page
      .getByRole('link', { name: `#${found[0]!.userId}` })
      .first()
      .press('Enter');
    await until('the person', () => page.url().includes(`/people/${found[0]!.userId}?from=`));
    assertClean(opened);
  });

  test('a person is found from anywhere by Ctrl and K', async () => {
    await using opened = await scene.open(service.adminKey);
    const { page } = opened;
    await opened.goTo('/settings');
    const user = (await store.getUser(12))!;
    await page.keyboard.press('Control+K');
    await page.getByRole('combobox', { name: 'Find a person' }).fill(user.name);
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await until('the person', () => /\/people\/\d+/.test(page.url()));
    await page.getByRole('heading', { level: 1, name: user.name }).waitFor();
  });

  describe('alarms', () => {
    test('are acknowledged, put off and closed with a note', async () => {
      const worker = await service.keyWith('read', 'write');
      await using opened = await scene.open(worker);
      const { page } = opened;
      await opened.goTo('/alarms');
      const before = (await alarmOf('active'))!;
      await tabTo(page, `Acknowledge ${before.ruleName} #${before.userId}`);
      await page.keyboard.press('Enter');
      await until('the acknowledgement', async () => (await alarms.getAlarm(before.id)).state === 'acknowledged');
      await opened.goTo('/alarms?state=acknowledged');
      const card = page.locator('.alarm-card').first();
      await card.getByLabel('Snooze until…').selectOption('8h');
      await card.getByText(/Snoozed until/).waitFor();
      const until8 = (await alarms.getAlarm(before.id)).snoozedUntil!.getTime();
      assert.ok(until8 > end + DAY / 3 && until8 < end + DAY / 2, 'eight hours from now on');
      await card.getByRole('button', { name: 'Close with a note' }).click();
      await page.getByRole('dialog').getByLabel('Note').fill('called; well');
      await page.getByRole('button', { name: 'Close the alarm' }).click();
      await until('the end', async () => (await alarms.getAlarm(before.id)).state === 'closed');
      await opened.goTo('/alarms?state=history');
      await page.getByText('called; well').waitFor();
      assertClean(opened);
    });

    test('come from rules, which are tried before they are switched on', async () => {
      await using opened = await scene.open(service.adminKey);
      const { page } = opened;
      await opened.goTo('/alarms/rules');
      await page.getByRole('button', { name: 'New rule' }).click();
      await page.getByLabel('Name').fill('Slow');
      await page.getByLabel('Raise an alarm when').selectOption('hour');
      await page.getByRole('radio', { name: 'below' }).check();
      await page.getByLabel('Limit').fill('70');
      await page.getByRole('button', { name: 'Try on history' }).click();
      await page.locator('.trial').waitFor();
      const condition = { type: 'hour', direction: 'below', limit: 70, minReadings: 3 } as const;
      const { lastReading } = await store.stats();
      const window = { from: new Date(lastReading!.getTime() - 30 * DAY), to: lastReading! };
      const tried = await alarms.tryRule({ name: 'other', severity: 'high', condition }, window);
      await page.getByText(new RegExp(`^${tried.alarms.toLocaleString('en-GB')} alarms? of`)).waitFor();
      assert.equal(await sumOfBars(page.locator('.trial')), tried.alarms);
      // On somebody's line: one band for each alarm that there would have been.
      const { userId, alarms: most } = tried.mostAlarmed[0]!;
      const person = page.getByRole('group', { name: 'Most alarms' }).getByRole('button').first();
      assert.match((await person.textContent()) ?? '', new RegExp(`#${userId}\\s*${most}$`));
      await person.press('Enter');
      const line = page.getByRole('application', { name: new RegExp(`^#${userId},.* ${most} alarms?$`) });
      await line.press('p');
      await line.press('2');
      const { episodes } = await alarms.tryRule({ name: 'other', severity: 'high', condition }, { ...window, userId });
      assert.equal(episodes.length, most);
      await line.press('t');
      await page.getByRole('table', { name: new RegExp(`^#${userId},`) }).waitFor();
      await page.getByRole('button', { name: 'Switch on' }).click();
      await page.getByRole('listitem').filter({ hasText: 'Slow' }).waitFor();
      assert.deepEqual((await alarms.getRule('Slow')).condition, condition);
      await page.getByRole('button', { name: 'Delete… Slow' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await until('the deletion', async () => (await alarms.listRules()).every(({ name }) => name !== 'Slow'));
      assertClean(opened);
    });
  });

  test('files are sent, counted, and what was rejected comes back', async () => {
    await using opened = await scene.open(await service.keyWith('write'));
    const { page } = opened;
    await opened.goTo('/data');
    const rows = [
      'user_id,timestamp,heart_rate',
      '1,2020-01-01T00:00:00Z,61',
      '1,2020-01-01T00:01:00Z,62',
      '1,never,63',
    ];
    const file = { name: 'few.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('2 new · 1 row rejected').waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download them' }).press('Enter');
    assert.match(readFileSync(await (await saved).path(), 'utf8'), /^row,reason,message\n4,invalid_timestamp,/);
    await page.getByText('csv', { exact: true }).waitFor();
    // Only tried: counted, and not written.
    await page.getByRole('radio', { name: 'Dry run' }).check();
    const more = Buffer.from('user_id,timestamp,heart_rate\n1,2020-01-01T00:02:00Z,64');
    await page.locator('input[type=file]').setInputFiles({ name: 'more.csv', mimeType: 'text/csv', buffer: more });
    await page.getByText('Dry run: nothing written').waitFor();
    await page.getByText('Would give: 1 new').waitFor();
    await page.getByRole('radio', { name: 'Import' }).check();
    const broken = { name: 'broken.fit', mimeType: '', buffer: Buffer.from('nothing of that kind') };
    await page.locator('input[type=file]').setInputFiles(broken);
    await page
      .getByText(/^Failed$/)
      .first()
      .waitFor();
    // What was written before a file broke off is counted.
    const cut = gzipSync('user_id,timestamp,heart_rate\n1,2020-01-01T00:03:00Z,65\n').subarray(0, -6);
    await page.locator('input[type=file]').setInputFiles({ name: 'cut.csv.gz', mimeType: '', buffer: cut });
    const row = page.getByRole('listitem').filter({ hasText: 'cut.csv.gz' });
    await row.filter({ hasText: /cut off: its gzip data end too early.*1 new/ }).waitFor();
    const nothing = Buffer.from('<gpx version="1.1"><trk><trkseg></trkseg></trk></gpx>');
    await page.locator('input[type=file]').setInputFiles({ name: 'empty.gpx', mimeType: '', buffer: nothing });
    await page.getByText('There are no heart rates in it').waitFor();
    const kept = store.readings(1, { from: '2020-01-01', to: '2020-01-02' });
    assert.equal((await Array.fromAsync(kept)).length, 3);
  });

  test('a key is made, shown once, works, and is revoked', async () => {
    await using opened = await scene.open(service.adminKey);
    const { page } = opened;
    await opened.goTo('/settings/keys');
    await page.getByLabel('Name').fill('phone');
    await page.getByRole('button', { name: 'Make the key' }).click();
    const key = (await page.getByText(/^pb_/).textContent())!;
    const statusOf = async () => (await fetch(`${scene.address}/v1/stats`, { headers: { 'x-api-key': key } })).status;
    assert.equal(await statusOf(), 200);
    await page.getByRole('button', { name: 'I have saved it' }).click();
    assert.ok(!(await page.content()).includes(key));
    await page.getByRole('button', { name: 'Revoke… phone' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page
      .getByRole('row', { name: /^phone/ })
      .getByText(/^revoked/)
      .waitFor();
    assert.equal(await statusOf(), 401);
    assertClean(opened);
  });

  test('a page that has lost the service says from when what it shows is, and comes back by itself', async () => {
    await using opened = await scene.open(service.adminKey);
    const { page, context } = opened;
    await opened.goTo('/alarms');
    const shown = await page.locator('.alarm-card').count();
    assert.ok(shown > 0);
    await context.setOffline(true);
    await page.getByRole('link', { name: 'Acknowledged' }).click();
    await page.getByText(/^Connection lost. Shown as of \d\d:\d\d Berlin/).waitFor();
    await page.getByText('Could not load').waitFor();
    assert.equal(await page.getByText('No alarm is').count(), 0);
    await context.setOffline(false);
    await until('the end of the banner', async () => (await page.locator('.banner').count()) === 0);
  });

  test('language and theme are chosen, and remembered', async () => {
    await using opened = await scene.open(service.adminKey);
    const { page } = opened;
    await opened.goTo('/settings');
    await page.getByLabel('Language').selectOption('ru');
    await page.getByRole('heading', { level: 1, name: 'Настройки' }).waitFor();
    await page.getByLabel('Тема').selectOption('dark');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Настройки' }).waitFor();
    assert.deepEqual(await page.evaluate('[document.documentElement.lang, document.documentElement.dataset.theme]'), [
      'ru',
      'dark',
    ]);
    await page.getByRole('link', { name: 'Люди' }).click();
    await page.getByText(`${PEOPLE + 1} человек`).waitFor();
  });
}
