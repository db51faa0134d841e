import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { connectAlarms } from '../../src/client/connect-alarms.ts';
import { connectStore } from '../../src/client/connect-store.ts';
import { generateReadings } from '../../src/generator/generate-readings.ts';
import { generateUsers } from '../../src/generator/generate-users.ts';
import { openStore } from '../../src/open-store.ts';
import { DAY_MS } from '../../src/window/bucket.ts';
import { serveOpen } from './serve-open.ts';
import { type Footprint, watchHours } from './watch-hours.ts';

/** What a page held at first and after each hour. */
export interface Day {
  readonly name: string;
  readonly hours: readonly Footprint[];
}

const PEOPLE = 50;
const READINGS = 200_000;
const SPIKE_BPM = 185;
/** Pages ask again every half a minute. */
const ROUNDS_OF_HOUR = 120;
/** Somebody's heart rate is too high every ten rounds: 288 alarms a day. */
const SPIKE_EVERY = 10;
/** Somebody acknowledges alarms once an hour, but for so many. */
const LEFT_ACTIVE = 20;
const PAGES = { Overview: '/', Alarms: '/alarms', Person: '/people/7' } as const;

/**
 * Has pages open in tabs of one browser for some hours, in which everybody is measured every half a minute and some have alarms; the
 * clocks of the pages are moved, the service and its store are real.
 */
export async function measureDay(
  browser: Browser,
  directory: string,
  hours: number,
  log: (line: string) => void,
): Promise<Day[]> {
  const start = Math.floor(Date.now() / DAY_MS - 1) * DAY_MS;
  const url = `chdb:${join(directory, 'day')}`;
  const store = await openStore(url);
  await store.importUsers(generateUsers({ users: PEOPLE }));
  const span = { from: new Date(start - 365 * DAY_MS), to: new Date(start) };
  await store.ingest(generateReadings({ users: PEOPLE, readings: READINGS, ...span }));
  await store.close();
  const service = await serveOpen(url, directory);
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin' });
  try {
    const alarms = await connectAlarms(service.url);
    const remote = await connectStore(service.url);
    const condition = { type: 'sustained', direction: 'above', limit: SPIKE_BPM - 1, forMinutes: 0 } as const;
    await alarms.createRule({
      ...{ name: 'Spike', severity: 'high', since: new Date(start) },
      condition: { ...condition, minReadings: 1, maxGapMinutes: 5 },
    });
    await context.clock.install({ time: start });
    for (const path of Object.values(PAGES)) {
      const page = await context.newPage();
      await page.goto(service.url + path);
      await page.locator('.page-head').waitFor();
    }
    const news = async (round: number) => {
      const spiking = round % SPIKE_EVERY === 0 ? 1 + ((round / SPIKE_EVERY) % PEOPLE) : 0;
      const timestamp = new Date(start + round * 30_000);
      await remote.ingest(
        Array.from({ length: PEOPLE }, (_, at) => {
          const heartRate = at + 1 === spiking ? SPIKE_BPM : 60 + ((round + at) % 40);
          return { userId: at + 1, timestamp, heartRate };
        }),
      );
      if (round % ROUNDS_OF_HOUR !== ROUNDS_OF_HOUR - 1) return;
      log(`hour ${(round + 1) / ROUNDS_OF_HOUR} of ${hours}`);
      const active = await Array.fromAsync(alarms.listAlarms({ state: ['active'] }));
      for (const { id } of active.slice(LEFT_ACTIVE)) await alarms.acknowledgeAlarm(id);
    };
    const found = await watchHours(context, { hours }, news);
    return Object.keys(PAGES).map((name, at) => ({ name, hours: found[at]! }));
  } finally {
    await context.close();
    await service.stop();
  }
}
