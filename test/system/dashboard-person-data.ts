import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../../harness/until.ts';
import { assertClean, HOSTILE_ID, type Scene } from './dashboard-scene.ts';

const DAY = 86_400_000;
const ID = 7;

/** A file that the browser saves. */
async function saved(page: Page, press: () => Promise<void>) {
  const download = page.waitForEvent('download');
  await press();
  const file = await download;
  return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
}

/** What is saved of a person, and erased. */
export function personDataJobs(scene: Scene): void {
  const { store, service, end } = scene;

  test('the readings in view are saved as CSV, and, after a question, all that is known of a person', async () => {
    await using opened = await scene.open(await service.keyWith('read'));
    const { page } = opened;
    const [from, to] = [new Date(end - 3 * DAY), new Date(end - DAY)];
    await opened.goTo(`/people/${ID}?from=${from.toISOString()}&to=${to.toISOString()}`);
    const table = await saved(page, () => page.getByRole('link', { name: 'CSV' }).click());
    const inView = await Array.fromAsync(store.readings(ID, { from, to }));
    assert.deepEqual(table.content.toString().trimEnd().split('\n'), [
      'user_id,timestamp,heart_rate',
      ...inView.map(({ timestamp, heartRate }) => `${ID},${timestamp.toISOString()},${heartRate}`),
    ]);
    await page.getByRole('button', { name: 'Download…' }).press('Enter');
    const dialog = page.getByRole('dialog');
    const { name } = (await store.getUser(ID))!;
    await dialog.getByRole('heading', { name: `${name} #${ID}` }).waitFor();
    const archive = await saved(page, () => dialog.getByRole('link', { name: 'Download' }).press('Enter'));
    assert.equal(archive.name, `user-${ID}.zip`);
    assert.ok(archive.content.includes('readings'), 'the archive has readings');
    await dialog.waitFor({ state: 'detached' });
    assertClean(opened);
  });

  test('what comes in is shown on a page that is open, with what follows from it', async () => {
    await using opened = await scene.open(await service.keyWith('read'));
    const { page } = opened;
    await page.clock.install();
    await store.putUser({ id: 902, name: 'Fresh' });
    const from = end - DAY;
    const at = (minute: number, heartRate: number) => ({
      ...{ userId: 902, heartRate },
      timestamp: new Date(from + minute * 60_000),
    });
    await store.ingest([at(0, 70), at(1, 80)]);
    await opened.goTo(`/people/902?from=${new Date(from).toISOString()}&to=${new Date(end).toISOString()}`);
    const facts = page.locator('.view-facts');
    await facts.getByText('75.0 bpm').waitFor();
    // One is new, one is corrected.
    await store.ingest([at(2, 150), at(1, 100)]);
    await page.clock.fastForward(31_000);
    await facts.getByText('106.7 bpm').waitFor();
    await page.locator('.page-head').getByText('3 readings').waitFor();
    await page.getByRole('application', { name: /average 106.7, from 70 to 150 bpm, 3 readings/ }).waitFor();
    await page.getByRole('region', { name: 'Highest hours in view' }).getByRole('cell', { name: '106.7' }).waitFor();
    assertClean(opened);
  });

  test('an erasure asks, names the person and how much goes, and wants the id', async () => {
    await using opened = await scene.open(service.adminKey);
    const { page } = opened;
    await opened.goTo(`/people/${HOSTILE_ID}`);
    await page.getByRole('button', { name: 'Erase…' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('and 1 reading for ever').waitFor();
    assert.match((await dialog.textContent()) ?? '', new RegExp(`#${HOSTILE_ID}`));
    const doIt = dialog.getByRole('button', { name: 'Erase for ever' });
    assert.ok(await doIt.isDisabled());
    await page.keyboard.press('Escape');
    assert.equal((await store.getUser(HOSTILE_ID))?.id, HOSTILE_ID);
    await page.getByRole('button', { name: 'Erase…' }).click();
    await dialog.getByLabel(/^Type 900/).fill('900');
    await doIt.click();
    await until('the erasure', async () => (await store.getUser(HOSTILE_ID)) === undefined);
    await page.getByText('Erased, with 1 reading').waitFor();
    // The page may ask for the alarms of somebody who has just gone.
    assertClean(opened, /^404: .*userId=900|status of 404/);
  });
}
