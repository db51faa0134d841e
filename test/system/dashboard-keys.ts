import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../../harness/until.ts';
import { FitWriter, SECOND, UINT8, UINT32 } from '../importers/fit/fit-writer.ts';
import { assertClean, type Scene, untilApplied } from './dashboard-scene.ts';
import { KeyboardUser } from './keyboard-user.ts';

const DAY = 86_400_000;

/** Each page's jobs, by somebody who has a keyboard alone, and always sees where the focus is. */
export function keyboardJobs(scene: Scene): void {
  const { store, service, alarms, end } = scene;
  const at = (page: Page, part: string) => until(`the address ${part}`, () => page.url().includes(part));

  describe('by keyboard alone', () => {
    test('one signs in, asks for a cohort, sorts it, opens a person, and looks around', async () => {
      await using opened = await scene.arrive();
      const { page } = opened;
      const user = new KeyboardUser(page);
      await user.holds('API key');
      await user.type(service.adminKey);
      await user.press('Enter');
      await user.holds('Overview');
      await user.enter('Cohort');
      await user.holds('Cohort');
      await user.to('Older than');
      await user.fill('30');
      await user.to('Female');
      await user.press('Space');
      await user.to('Average above');
      await user.fill('60');
      await user.press('Enter');
      await at(page, 'minAge=30&gender=female');
      await user.enter('Readings', { role: 'submit' }).catch(() => user.enter('Readings', { role: 'button' }));
      await at(page, 'sort=-count');
      await user.holds('Readings');
      await user.enter(/#\d+$/);
      await at(page, '/people/');
      await user.holds(/#\d+/);
      await user.to(/^Chart of heart rates/);
      const { searchParams } = new URL(page.url());
      const from = Date.parse(searchParams.get('from')!);
      await user.press('3', 'Shift+ArrowLeft');
      await until('another view', () => Date.parse(new URL(page.url()).searchParams.get('from') ?? '') !== from);
      await user.press('+', '-', 'ArrowRight', 't');
      await user.holds(/^Chart of heart rates/);
      await page.locator('.timeline table').waitFor();
      await user.to('Table', { back: true });
      await user.press('ArrowLeft');
      await page.locator('.time-chart').waitFor();
      await user.enter('10 y', { back: true });
      await until('ten years', () => {
        const { searchParams: now } = new URL(page.url());
        return Date.parse(now.get('to')!) - Date.parse(now.get('from')!) > 3000 * DAY;
      });
      await user.to('Highest hours');
      await user.press('Tab', 'Enter');
      await until('the highest hour', () => {
        const { searchParams: now } = new URL(page.url());
        return Date.parse(now.get('to')!) - Date.parse(now.get('from')!) === DAY / 8;
      });
      await user.enter('Erase…', { back: true });
      await user.holds(/^Type \d+ to confirm/);
      await user.press('Escape');
      await user.holds('Erase…');
      await user.press('Control+K');
      await user.holds('Find a person');
      await user.type('7');
      await page.getByRole('option').first().waitFor();
      await user.press('ArrowDown', 'ArrowUp', 'Enter');
      await at(page, '/people/7');
      await user.holds(/#7/);
      assert.deepEqual([...user.faults], []);
      assertClean(opened);
    });

    test('alarms are dealt with, one after the other', async () => {
      const condition = { type: 'hour', direction: 'above', limit: 60, minReadings: 1 } as const;
      await alarms.createRule({ name: 'By keys', severity: 'medium', since: new Date(end - DAY), condition });
      const found = async (state: 'active' | 'acknowledged' | 'closed') =>
        (await Array.fromAsync(alarms.listAlarms({ severity: ['medium'], state: [state] }))).length;
      await untilApplied(alarms, 'By keys');
      assert.ok((await found('active')) >= 4);
      await using opened = await scene.open(await service.keyWith('read', 'write'));
      const { page } = opened;
      const user = new KeyboardUser(page);
      await opened.goTo('/alarms?severity=medium');
      await user.to('Acknowledge By keys');
      await page.evaluate(`window.first = document.activeElement.closest('.alarm-card')`);
      await user.press('Enter');
      await until('its card to go', () => page.evaluate<boolean>('!window.first.isConnected'));
      assert.equal(await found('acknowledged'), 1);
      await user.holds('Acknowledge By keys');
      await user.to('Snooze until…');
      await user.press('ArrowDown');
      await page
        .getByText(/Snoozed until/)
        .first()
        .waitFor();
      await user.holds('Snooze until…');
      await user.enter('Close with a note');
      await user.holds('Note');
      await user.type('called');
      await user.enter('Close the alarm');
      await until('the end', async () => (await found('closed')) === 1);
      await user.holds('Close with a note');
      assert.deepEqual([...user.faults], []);
      assertClean(opened);
    });

    test('rules and webhooks are made, tried, switched and deleted', async () => {
      await using opened = await scene.open(service.adminKey);
      const { page } = opened;
      const user = new KeyboardUser(page);
      await opened.goTo('/alarms');
      await user.enter('Rules');
      await user.holds('Rules');
      await user.enter('New rule');
      await user.holds('Name');
      await user.type('Keyed');
      await user.to('Raise an alarm when');
      await user.press('ArrowDown', 'ArrowDown');
      await user.to('above');
      await user.press('ArrowRight');
      await user.to('Limit');
      await user.fill('65');
      await user.enter('Try on history');
      await page.locator('.trial').waitFor();
      await user.holds('Try on history');
      await user.enter('Switch on');
      await page.getByRole('listitem').filter({ hasText: 'Keyed' }).waitFor();
      const { condition } = await alarms.getRule('Keyed');
      assert.deepEqual(condition, { type: 'hour', direction: 'below', limit: 65, minReadings: 3 });
      await user.holds('New rule');
      await user.enter('Edit Keyed');
      await user.holds('Name');
      await user.enter('Cancel');
      await user.holds('New rule');
      await user.enter('Delete… Keyed');
      await user.holds('Cancel');
      await user.enter('Delete');
      await until('the deletion', async () => (await page.getByText('Keyed').count()) === 0);
      await user.holds(/./);
      await user.enter('Webhooks', { back: true });
      await user.enter('New webhook');
      await user.holds('Name');
      await user.type('keyed');
      await user.to('Address');
      await user.type('https://127.0.0.1:9/keyed');
      await user.press('Enter');
      await user.holds('Copy');
      await user.press('Escape', 'Escape', 'Escape');
      await page.getByText(/^whsec_/).waitFor();
      await user.enter('I have saved it');
      await user.holds('New webhook');
      await user.enter('Send a test keyed');
      await page.getByText('The test failed').waitFor();
      await user.holds('Send a test keyed');
      await user.enter('Switch off keyed');
      await user.holds('Switch on keyed');
      await user.enter('Delete… keyed');
      await user.enter('Delete');
      await until('the deletion', async () => (await page.getByText('127.0.0.1:9/keyed').count()) === 0);
      await user.holds(/./);
      assert.deepEqual([...user.faults], []);
      assertClean(opened);
    });

    test('a file of a watch is brought in, a key made and revoked, the look changed, and one leaves', async () => {
      await using opened = await scene.open(service.adminKey);
      const { page } = opened;
      const user = new KeyboardUser(page);
      const records = new FitWriter().define(0, 20, [
        [253, 4, UINT32],
        [3, 1, UINT8],
      ]);
      for (let second = 0; second < 50; second += 1) records.data(0, SECOND + second, 80 + (second % 7));
      // Long before it is there: the browser is told to ask the test, and answers nothing to say that it will.
      const asked = page.waitForEvent('filechooser');
      await opened.goTo('/');
      await user.enter('Data');
      await user.holds('Data');
      await user.to('Reject their readings');
      await user.press('ArrowRight');
      await user.to('Whose readings');
      await user.type('watch of the keyboard');
      await user.to('or choose files', { back: true });
      await user.press('Enter');
      const file = { name: 'ride.fit', mimeType: '', buffer: records.file() };
      await (await asked).setFiles(file);
      await page.getByText('50 new · 1 person added').waitFor();
      await user.holds('or choose files');
      const users = await Array.fromAsync(store.listUsers());
      const { id } = users.find(({ externalId }) => externalId === 'watch of the keyboard')!;
      assert.equal((await Array.fromAsync(store.readings(id, { from: '2023-01-01', to: '2024-01-01' }))).length, 50);
      await user.enter('Settings', { back: true });
      await user.holds('Settings');
      await user.enter('Keys');
      await user.to('Name');
      await user.type('keyed');
      await user.press('Enter');
      await user.holds('Copy');
      await user.enter('I have saved it');
      await user.holds(/^(?:Name|Make the key)/);
      await user.enter('Revoke… keyed');
      await user.holds('Cancel');
      await user.enter('Revoke');
      await page
        .getByRole('row', { name: /^keyed/ })
        .getByText(/^revoked/)
        .waitFor();
      await user.holds(/./);
      await user.enter('Appearance', { back: true });
      await user.to('Theme');
      await user.press('End');
      await until('dark colours', () => page.evaluate<boolean>(`document.documentElement.dataset.theme === 'dark'`));
      await user.to('Language', { back: true });
      await user.press('End');
      await page.getByRole('heading', { level: 1, name: 'Настройки' }).waitFor();
      await user.enter('Выйти', { back: true });
      await user.holds('Ключ API');
      assert.deepEqual([...user.faults], []);
      assertClean(opened);
    });
  });
}
