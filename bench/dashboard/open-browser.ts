import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-dev-shm-usage',
];

/** Lighthouse's screen of a desktop. */
const SCREEN = { width: 1350, height: 940 } as const;

/** The browser of the system, as tests have it. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
}

/** A page with an empty cache, and the protocol of the browser's developer tools for it. */
export async function openPage(
  browser: Browser,
): Promise<{ readonly page: Page; readonly wire: CDPSession; readonly close: () => Promise<void> }> {
  const context = await browser.newContext({ viewport: SCREEN, locale: 'en-GB', timezoneId: 'Europe/Berlin' });
  const page = await context.newPage();
  return { page, wire: await context.newCDPSession(page), close: () => context.close() };
}
