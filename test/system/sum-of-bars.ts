import type { Locator } from 'playwright-core';

/** What the bars of a part of a page are together, by the table behind them. */
export async function sumOfBars(part: Locator): Promise<number> {
  await part.getByRole('radio', { name: 'Table' }).check();
  const next = part.getByRole('button', { name: 'Next' });
  let sum = 0;
  for (let isLast = false; !isLast; ) {
    const counts = await part.locator('tbody td:last-child').allInnerTexts();
    sum += counts.reduce((all, count) => all + Number(count.replaceAll(',', '')), 0);
    isLast = (await next.count()) === 0 || (await next.getAttribute('aria-disabled')) === 'true';
    if (!isLast) await next.click();
  }
  await part.getByRole('radio', { name: 'Chart' }).check();
  return sum;
}
