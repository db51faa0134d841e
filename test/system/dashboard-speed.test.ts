import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Page, Route } from 'playwright-core';
import { type Footprint, watchHours } from '../../bench/dashboard/watch-hours.ts';
import { until } from '../../harness/until.ts';
import { generateReadings } from '../../src/generator/generate-readings.ts';
import { assertClean, makeScene } from './dashboard-scene.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Somebody with so many readings that no answer has them all. */
const ID = 500;

const scene = await makeScene();
after(() => scene[Symbol.asyncDispose]());
const { service, store, end, address } = scene;
await store.putUser({ id: ID });
const often = { users: 1, firstId: ID, readings: 60_000, from: new Date(end - 60 * DAY), to: new Date(end) };
await store.ingest(generateReadings(often));
const iso = (instant: number) => new Date(instant).toISOString();
const viewPath = (from: number, to: number) => `/people/${ID}?from=${iso(from)}&to=${iso(to)}`;

/** Holds back what a page asks the API for, and lets it go round by round. */
async function heldAnswers(page: Page) {
  const held: Route[] = [];
  const names: string[][] = [];
  await page.route('**/v1/**', (route) => {
    held.push(route);
  });
  return {
    /** The paths of each round so far. */
    names,
    /** Lets go what is held, once there is something. */
    async round(): Promise<void> {
      await until('something to be asked for', () => held.length > 0);
      // What is asked for together comes at once.
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
      const together = held.splice(0);
      names.push(together.map((route) => new URL(route.request().url()).pathname));
      await Promise.all(together.map((route) => route.continue()));
    },
  };
}

describe('a person', async () => {
  const opened = await scene.open(service.adminKey);
  after(() => opened[Symbol.asyncDispose]());
  const { page } = opened;
  const hasChart = () => page.evaluate<boolean>(`document.querySelector('.time-chart canvas') !== null`);

  for (const [name, path] of [
    ['all that there is', `/people/${ID}`],
    ['a view by a link', viewPath(end - 3 * DAY, end - 2 * DAY)],
  ] as const) {
    test(`has a chart after two rounds of answers: ${name}`, async () => {
      await page.goto('about:blank');
      const held = await heldAnswers(page);
      await page.goto(address + path, { waitUntil: 'domcontentloaded' });
      await held.round();
      await held.round();
      await until('the chart', hasChart);
      assert.deepEqual(held.names[0], ['/v1/session']);
      assert.ok(held.names[1]!.includes(`/v1/users/${ID}/timeline`), String(held.names));
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    });
  }

  test('is moved from all that there is to an hour by fetches of 4,000 points at most, and seldom', async () => {
    const points: number[] = [];
    const steps = 40;
    await opened.goTo(`/people/${ID}`);
    page.on('response', async (response) => {
      if (!response.url().includes('/timeline?')) return;
      points.push(((await response.json()) as { readonly points: readonly unknown[] }).points.length);
    });
    const chart = page.locator('.time-chart-frame');
    await chart.focus();
    for (let step = 0; step < steps; step += 1) {
      await page.keyboard.press(step % 2 === 0 ? '+' : 'Shift+ArrowLeft');
      await page.locator('.timeline-body[aria-busy=false]').waitFor();
    }
    assert.ok(points.length > 0 && points.length < steps / 2, `${points.length} fetches`);
    assert.ok(
      points.every((count) => count <= 4000),
      String(points),
    );
  });

  test('keeps its picture until what was asked for has come', async () => {
    await opened.goTo(viewPath(end - 30 * DAY, end - 20 * DAY));
    const picture = () => page.evaluate<string>(`document.querySelector('.time-chart canvas').toDataURL()`);
    const levelOf = () => page.locator('.timeline .level').textContent();
    const before = await levelOf();
    const empty = await page.evaluate<string>(`(() => {
      const { width, height } = document.querySelector('.time-chart canvas');
      return Object.assign(document.createElement('canvas'), { width, height }).toDataURL();
    })()`);
    const held: Route[] = [];
    let isHeld = true;
    await page.route('**/timeline?**', (route) => {
      if (isHeld) held.push(route);
      else void route.continue();
    });
    await page.locator('.time-chart-frame').focus();
    await page.keyboard.press('1');
    await until('the fetch', () => held.length > 0);
    assert.equal(await page.locator('.timeline-body').getAttribute('aria-busy'), 'true');
    assert.notEqual(await picture(), empty);
    assert.equal(await levelOf().then((level) => level?.split('·').at(-1)), before?.split('·').at(-1));
    isHeld = false;
    for (const route of held) await route.continue();
    await page.locator('.timeline-body[aria-busy=false]').waitFor();
    assert.notEqual(await levelOf(), before);
  });

  test('console and policy were silent', () => assertClean(opened));
});

test('pages that are open for hours do not grow, while readings and alarms come in', async () => {
  const opened = await scene.open(service.adminKey);
  after(() => opened[Symbol.asyncDispose]());
  const { context } = opened;
  await context.clock.install({ time: end });
  await opened.goTo('/');
  for (const path of ['/alarms', `/people/${ID}`]) {
    const other = await context.newPage();
    await other.goto(address + path);
    await other.locator('.page-head').waitFor();
  }
  const roundMs = 300_000;
  let rounds = 0;
  const news = async (round: number) => {
    // Hours of somebody that are too fast, and others after them: alarms come, and go.
    const timestamp = new Date(end + 1000 + round * roundMs);
    const heartRate = Math.floor(round / 6) % 2 === 0 ? 140 : 60;
    await store.ingest([{ userId: 1 + (round % 5), timestamp, heartRate }]);
    rounds += 1;
  };
  const found = await watchHours(context, { hours: 4, roundMs }, news);
  assert.equal(rounds, 48);
  for (const hours of found) {
    // What comes and goes with an alarm is no growth: the least counts, before and after.
    const least = (of: keyof Footprint, from: number) =>
      Math.min(...hours.slice(from, from + 2).map((each) => each[of]));
    const grown = (of: keyof Footprint) => least(of, 3) / least(of, 1);
    const told = JSON.stringify(hours);
    assert.ok(grown('heapBytes') < 1.15 && grown('nodes') < 1.15 && grown('listeners') < 1.15, told);
  }
});
