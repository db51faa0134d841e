import type { Browser, Page } from 'playwright-core';
import { openPage } from './open-browser.ts';
import { WATCH_CHART } from './watch-chart.ts';

/** What moving through ten years took. */
export interface Moves {
  /** From the input of a step to the frame that shows its points, ms. */
  readonly steps: readonly Step[];
  /** While the chart was dragged or zoomed without a stop. */
  readonly stretches: readonly Stretch[];
  /** Points of each answer that was fetched. */
  readonly fetched: readonly number[];
}

export interface Step {
  readonly by: 'key' | 'wheel' | 'button';
  readonly ms: number;
  /** Whether something had to be fetched for it. */
  readonly isFetched: boolean;
}

export interface Stretch {
  readonly by: 'drag' | 'wheel';
  readonly framesPerSecond: number;
  /** The longest time between two frames, ms. */
  readonly longestFrame: number;
  /** Frames that were looked at, and those in which there was no line, where the page did not say that there are no readings. */
  readonly looked: number;
  readonly blank: number;
}

/** Ten years are this many times a minute. */
const KEY_ZOOMS = 30;
const WHEEL_ZOOMS = 34;
const WHEEL_NOTCH = 300;
const HALF_HOUR_MS = 1_800_000;
const DRAG_PX = 700;
const DRAG_STEPS = 40;

/**
 * Moves through a person's ten years down to a minute and back with keys, wheel and mouse, around each of some instants with
 * readings.
 */
export async function measureMoves(browser: Browser, url: string, places: readonly number[]): Promise<Moves> {
  const { page, close } = await openPage(browser);
  const [steps, stretches, answers]: [Step[], Stretch[], Promise<number>[]] = [[], [], []];
  page.on('response', (response) => {
    if (response.url().includes('/timeline?')) answers.push(pointsOf(() => response.json()));
  });
  try {
    await page.addInitScript(WATCH_CHART);
    for (const place of places) {
      const iso = (instant: number) => new Date(instant).toISOString();
      await page.goto(`${url}?from=${iso(place - HALF_HOUR_MS)}&to=${iso(place + HALF_HOUR_MS)}`);
      await page.locator('.time-chart canvas').waitFor();
      const chart = await chartOf(page);
      const [x, y] = [chart.left + chart.width / 2, chart.top + chart.height / 2];
      steps.push(...(await zoomByKeys(page)), ...(await zoomByWheel(page, x, y)));
      stretches.push(...(await dragAtEachLevel(page, chart)), await wheelWithoutStop(page, x, y));
    }
    return { steps, stretches, fetched: (await Promise.all(answers)).filter((points) => points >= 0) };
  } finally {
    await close();
  }
}

async function pointsOf(read: () => Promise<unknown>): Promise<number> {
  try {
    return ((await read()) as { readonly points: readonly unknown[] }).points.length;
  } catch {
    // Of a request that was given up.
    return -1;
  }
}

interface Chart {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

async function chartOf(page: Page): Promise<Chart> {
  return page.evaluate<Chart>(`(() => {
    const { left, top, width, height } = document.querySelector('.time-chart .u-over').getBoundingClientRect();
    return { left, top, width, height };
  })()`);
}

/** Does a step, and waits for its points. */
async function step(page: Page, by: Step['by'], act: () => Promise<void>): Promise<Step> {
  await page.evaluate('chartWatch.begin()');
  await act();
  return { by, ...(await page.evaluate<Pick<Step, 'ms' | 'isFetched'>>('chartWatch.settled()')) };
}

async function zoomByKeys(page: Page): Promise<Step[]> {
  const found: Step[] = [];
  const press = async (key: string) => found.push(await step(page, 'key', () => page.keyboard.press(key)));
  await page.locator('.time-chart-frame').focus();
  await press('6');
  for (let zoom = 0; zoom < KEY_ZOOMS; zoom += 1) {
    await press('+');
    if (zoom % 3 === 0) for (const side of ['Left', 'Left', 'Right']) await press(`Shift+Arrow${side}`);
  }
  for (const span of ['1', '2', '3', '4', '5', '6']) await press(span);
  return found;
}

async function zoomByWheel(page: Page, x: number, y: number): Promise<Step[]> {
  const found: Step[] = [];
  await page.mouse.move(x, y);
  for (const direction of [-1, 1]) {
    for (let zoom = 0; zoom < WHEEL_ZOOMS; zoom += 1) {
      found.push(await step(page, 'wheel', () => page.mouse.wheel(0, direction * WHEEL_NOTCH)));
    }
  }
  return found;
}

/** Drags the chart by more than its width and back, at each length that has a button. */
async function dragAtEachLevel(page: Page, { left, top, width, height }: Chart): Promise<Stretch[]> {
  const found: Stretch[] = [];
  const [x, y] = [left + (width + DRAG_PX) / 2, top + height / 2];
  const spans = page.locator('.spans button');
  for (let span = 0; span < (await spans.count()); span += 1) {
    await step(page, 'button', () => spans.nth(span).click());
    // An hour may well be without readings; a day is not.
    await page.evaluate(`chartWatch.record(${span > 0})`);
    for (const from of [x - DRAG_PX, x - DRAG_PX, x, x]) {
      await page.mouse.move(from, y);
      await page.mouse.down();
      await page.mouse.move(2 * x - DRAG_PX - from, y, { steps: DRAG_STEPS });
      await page.mouse.up();
    }
    found.push({ by: 'drag', ...(await page.evaluate<Omit<Stretch, 'by'>>('chartWatch.recorded()')) });
  }
  return found;
}

/** Zooms from ten years to a minute and back, one notch after the other. */
async function wheelWithoutStop(page: Page, x: number, y: number): Promise<Stretch> {
  await page.mouse.move(x, y);
  await page.evaluate('chartWatch.record(true)');
  for (const direction of [-1, 1]) {
    for (let zoom = 0; zoom < WHEEL_ZOOMS; zoom += 1) await page.mouse.wheel(0, direction * WHEEL_NOTCH);
  }
  return { by: 'wheel', ...(await page.evaluate<Omit<Stretch, 'by'>>('chartWatch.recorded()')) };
}
