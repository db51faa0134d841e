import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { assertClean, type Scene } from './dashboard-scene.ts';

/** What is done about webhooks. */
export function webhookJobs(scene: Scene): void {
  const { service, alarms } = scene;

  describe('alarms', () => {
    test('are told by webhooks, whose secret is shown once', async () => {
      await using opened = await scene.open(service.adminKey);
      const { page } = opened;
      await opened.goTo('/alarms/webhooks');
      await page.getByRole('button', { name: 'New webhook' }).click();
      await page.getByLabel('Name').fill('on call');
      await page.getByLabel('Address').fill('https://127.0.0.1:9/hook');
      await page.getByRole('button', { name: 'Save' }).click();
      const first = await page.getByText(/^whsec_/).textContent();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'I have saved it' }).click();
      await page.getByRole('button', { name: 'Send a test' }).click();
      await page.getByText('The test failed').waitFor();
      await page.getByRole('button', { name: 'Deliveries' }).click();
      await page.getByText('Nothing has been delivered yet').waitFor();
      assert.ok(!(await page.content()).includes('whsec_'));
      await page.getByRole('button', { name: 'New secret… on call' }).click();
      await page.getByRole('dialog').getByText('signs as well for 24 hours').waitFor();
      await page.getByRole('button', { name: 'Make a new secret' }).click();
      assert.notEqual(await page.getByText(/^whsec_/).textContent(), first);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'I have saved it' }).click();
      assert.ok(!(await page.content()).includes('whsec_'));
      assertClean(opened);
    });

    test('are sent again to a webhook, those of the days that are chosen', async () => {
      const url = 'https://127.0.0.1:9/again';
      const { webhook } = await alarms.createWebhook({ name: 'again', url });
      await using opened = await scene.open(service.adminKey);
      const { page } = opened;
      await opened.goTo('/alarms/webhooks');
      const row = page.locator('li.row', { hasText: url });
      const dialog = page.getByRole('dialog');
      const sendAgain = async (from: string, to: string) => {
        await row.getByRole('button', { name: 'Send again… again' }).click();
        await dialog.getByLabel('From').fill(from);
        await dialog.getByLabel('To').fill(to);
        await dialog.getByRole('button', { name: 'Send again' }).click();
      };
      await sendAgain('2020-02-02', '2020-02-01');
      await dialog.getByText(/must not lie after/).waitFor();
      await page.keyboard.press('Escape');
      await sendAgain('2020-02-01', '2020-02-01');
      await row.getByText('0 events are sent again').waitFor();
      await row.getByRole('button', { name: 'Send again… again' }).click();
      await dialog.getByRole('button', { name: 'Send again' }).click();
      await row.getByText(/^[1-9][\d,]* events? (?:is|are) sent again$/).waitFor();
      await until('a delivery', async () => {
        for await (const _ of alarms.listDeliveries(webhook.id)) return true;
        return false;
      });
      await alarms.deleteWebhook(webhook.id);
      assertClean(opened);
    });
  });
}
