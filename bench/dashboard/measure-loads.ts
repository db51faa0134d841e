import type { Browser } from 'playwright-core';
import { openPage } from './open-browser.ts';

/** A page, and what has to stand on it before it can be used. */
export interface MeasuredPage {
  readonly name: string;
  readonly path: string;
  /** CSS selectors that all have to find something. */
  readonly usable: readonly string[];
}

/** What loading a page with an empty cache took; times in ms from the navigation on. */
export interface Load {
  readonly firstPaint: number;
  readonly largestPaint: number;
  readonly usable: number;
  /** When nothing on it was loading any more. */
  readonly whole: number;
  /** Transferred until then: document, script, styles; and answers of the API. */
  readonly fileBytes: number;
  readonly answerBytes: number;
  readonly requests: number;
  /** How far what was there already has moved, as Lighthouse counts it. */
  readonly layoutShift: number;
}

/** Loads a page so many times, each in a browser profile of its own. */
export async function measureLoads(
  browser: Browser,
  address: string,
  page: MeasuredPage,
  runs: number,
): Promise<Load[]> {
  const loads: Load[] = [];
  for (let run = 0; run < runs; run += 1) loads.push(await measureLoad(browser, address, page));
  return loads;
}

async function measureLoad(browser: Browser, address: string, { path, usable }: MeasuredPage): Promise<Load> {
  const { page, wire, close } = await openPage(browser);
  try {
    await wire.send('Network.enable');
    const urls = new Map<string, string>();
    let [fileBytes, answerBytes] = [0, 0];
    wire.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url));
    wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (urls.get(requestId)?.includes('/v1/')) answerBytes += encodedDataLength;
      else fileBytes += encodedDataLength;
    });
    await page.addInitScript(watch(usable));
    await page.goto(`${address}${path}`);
    const seen = await page.evaluate<Omit<Load, 'fileBytes' | 'answerBytes' | 'requests'>>('loadedPage');
    return { ...seen, fileBytes, answerBytes, requests: urls.size };
  } finally {
    await close();
  }
}

/** Runs in the page before anything else of it. */
const watch = (usable: readonly string[]) => `
  const seen = { layoutShift: 0 };
  const { promise, resolve } = Promise.withResolvers();
  globalThis.loadedPage = promise;
  const paints = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  paints('paint', ({ name, startTime }) => {
    if (name === 'first-contentful-paint') seen.firstPaint = startTime;
  });
  paints('largest-contentful-paint', ({ startTime }) => {
    seen.largestPaint = startTime;
  });
  paints('layout-shift', ({ value }) => {
    seen.layoutShift += value;
  });
  const frame = () => {
    const stands = ${JSON.stringify(usable)}.every((selector) => document.querySelector(selector) !== null);
    const isWhole = stands && document.querySelector('main [aria-busy=true]') === null;
    // What this frame shows is on the screen once the next one begins.
    requestAnimationFrame(() => {
      if (stands) seen.usable ??= performance.now();
      if (isWhole) seen.whole ??= performance.now();
      if (isWhole && seen.largestPaint !== undefined) resolve(seen);
      else frame();
    });
  };
  frame();`;
