import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../../bench/dashboard/open-browser.ts';
import { builtPages } from '../../harness/built-package.ts';
import { until } from '../../harness/until.ts';
import type { AlarmClient } from '../../src/client/alarm-client.ts';
import { connectAlarms } from '../../src/client/connect-alarms.ts';
import type { ServiceSettings } from '../../src/config/service-settings.ts';
import { generateReadings } from '../../src/generator/generate-readings.ts';
import { generateUsers } from '../../src/generator/generate-users.ts';
import type { Store } from '../../src/store/store.ts';
import { makeTestService, type TestService } from '../support/test-service.ts';
import { dashboardStore, type SceneEngine } from './dashboard-store.ts';

const DAY = 86_400_000;
const PATIENCE_MS = 180_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export const PEOPLE = 30;
/** Somebody whose name would do harm if it were more than text. */
export const HOSTILE_ID = 900;
export const HOSTILE_NAME = '<img src=x onerror="document.title=\'harmed\'">\u202Etxet';

/** How a page is looked at. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  readonly locale?: string;
  /** The system insists on its own colours. */
  readonly forcedColours?: boolean;
}

/** A page that has signed in, and what went wrong in it. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Complaints of the console, errors of scripts, and what the policy refused, so far. */
  readonly complaints: readonly string[];
  /** Shows the page of an address, once it has loaded. */
  goTo(path: string): Promise<void>;
  /** What axe finds on it. */
  violations(): Promise<readonly string[]>;
}

/** A service with people and their readings up to now, and a browser. */
export interface Scene extends AsyncDisposable {
  readonly store: Store;
  readonly service: TestService;
  readonly alarms: AlarmClient;
  readonly address: string;
  /** When the readings end. */
  readonly end: number;
  open(key: string, look?: Look): Promise<OpenPage>;
  /** The page of somebody who has not signed in yet. */
  arrive(look?: Look): Promise<OpenPage>;
}

/** Waits until rules have been applied to what there is: alarms that came later would take the places of others. */
export async function untilApplied(alarms: AlarmClient, ...rules: readonly string[]): Promise<void> {
  for (const rule of rules) await until(rule, async () => !(await alarms.getRule(rule)).isPending);
}

/** @param now When the readings end: the pages show what has come in lately. */
export async function makeScene(
  engine: SceneEngine = 'chdb',
  settings: Partial<ServiceSettings> = {},
  now = new Date(),
): Promise<Scene> {
  const own = await dashboardStore(engine);
  const { store } = own;
  const end = new Date(now).setMilliseconds(0);
  await store.importUsers(generateUsers({ users: PEOPLE }));
  await store.putUser({ id: HOSTILE_ID, externalId: '=1+1', name: HOSTILE_NAME, gender: 'other' });
  const span = { from: new Date(end - 60 * DAY), to: new Date(end) };
  await store.ingest(generateReadings({ users: PEOPLE, readings: PEOPLE * 1500, ...span }));
  await store.ingest([{ userId: HOSTILE_ID, timestamp: new Date(end - DAY), heartRate: 90 }]);
  const service = await makeTestService(
    store,
    { webhookPrivateNetworks: 'true', ...settings },
    undefined,
    await builtPages(),
  );
  const address = await service.listen();
  const alarms = await connectAlarms(address, { apiKey: service.adminKey });
  const condition = { type: 'hour', direction: 'above', limit: 100, minReadings: 1 } as const;
  const since = new Date(end - 2 * DAY);
  await alarms.createRule({ name: 'Fast hour', severity: 'high', since, condition });
  await alarms.createRule({ name: 'Raised hour', severity: 'low', since, condition: { ...condition, limit: 85 } });
  await untilApplied(alarms, 'Fast hour', 'Raised hour');
  assert.ok((await Array.fromAsync(alarms.listAlarms({ severity: ['high'] }))).length > 0, 'alarms to look at');
  const browser = await openBrowser();
  return {
    ...{ store, service, address, end, alarms },
    arrive: (look = {}) => openPage(browser, address, look),
    async open(key, look = {}) {
      const opened = await openPage(browser, address, look);
      await opened.page.getByLabel(/^(API key|Ключ API)$/).fill(key);
      await opened.page.keyboard.press('Enter');
      await opened.page.locator('.header').waitFor();
      return opened;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await service.remove();
      await own[Symbol.asyncDispose]();
    },
  };
}

async function openPage(browser: Browser, address: string, look: Look): Promise<OpenPage> {
  const { width = 1280, height = 900, theme = 'light', locale = 'en-GB', forcedColours = false } = look;
  const context = await browser.newContext({
    ...{ locale, colorScheme: theme, timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', acceptDownloads: true },
    viewport: { width, height },
    ...(forcedColours ? { forcedColors: 'active' as const } : {}),
  });
  // Of Playwright's own half a minute a busy machine may need more.
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== address && protocol !== 'blob:') complaints.push(`asks elsewhere: ${request.url()}`);
  });
  await page.addInitScript(`addEventListener('securitypolicyviolation', (event) =>
    console.error('refused by the policy: ' + event.violatedDirective + ' ' + event.blockedURI))`);
  const settle = () =>
    until(
      () => `${page.url()} to have loaded`,
      () =>
        page.evaluate<boolean>(`document.querySelector('.page-head, .empty, .failure') !== null
        && document.querySelector('main [aria-busy=true]') === null`),
      { every: 50 },
    );
  await page.goto(address);
  return {
    ...{ page, context, complaints },
    async goTo(path) {
      await page.goto(`${address}${path}`);
      await page.locator('.header').waitFor();
      await settle();
    },
    async violations() {
      await page.evaluate(AXE);
      // Describing what is well would take as long again; there are no styles of other origins to load first.
      const runOnly = { type: 'tag', values: TAGS };
      const options = JSON.stringify({ runOnly, resultTypes: ['violations'], preload: false });
      const { violations } = await page.evaluate<{
        violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[];
      }>(`axe.run(document, ${options})`);
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary.replaceAll('\n', ' ')}`),
      );
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** Checks that nothing went wrong in a page, but for what was to. */
export function assertClean({ complaints }: OpenPage, expected = /^$/): void {
  assert.deepEqual(
    complaints.filter((complaint) => !expected.test(complaint)),
    [],
  );
}

/** An average as the pages write it: of 78.85, which lies a little below that as a double, `toFixed` makes 78.8. */
export const tenths = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
