import type { Page } from 'playwright-core';
import { until } from '../../harness/until.ts';

/** Goes by Tab to what has the focus then, as somebody without a pointer does. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const wanted = page.getByRole('button', { name }).or(page.getByRole('link', { name })).or(page.getByLabel(name));
  await until(`the focus on ${name}`, async () => {
    await page.keyboard.press('Tab');
    return wanted.evaluateAll((elements) => elements.some((one) => one === one.ownerDocument.activeElement));
  });
}
