import type { BrowserContext, Page, Request } from 'playwright-core';
import { until } from '../../harness/until.ts';

/** What a page holds after a collection. */
export interface Footprint {
  readonly heapBytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** How often pages ask again without an event. */
const ASK_MS = 30_000;
const HOUR_MS = 3_600_000;

/**
 * Moves the clock of all pages of a context, which Playwright holds, through some hours, in each round so far that they ask again, and
 * waits for the answers. In rounds longer than half a minute the pages sleep at first, as on a laptop that is closed.
 *
 * @param news Is called before each round.
 * @returns What each page holds at first and after each hour.
 */
export async function watchHours(
  context: BrowserContext,
  { hours, roundMs = ASK_MS }: { readonly hours: number; readonly roundMs?: number },
  news: (round: number) => Promise<void>,
): Promise<readonly (readonly Footprint[])[]> {
  const watched = await Promise.all(context.pages().map(watchPage));
  const found = await Promise.all(watched.map(async (page) => [await page.footprint()]));
  const roundsOfHour = HOUR_MS / roundMs;
  for (let round = 0; round < hours * roundsOfHour; round += 1) {
    await news(round);
    if (roundMs > ASK_MS) await context.clock.fastForward(roundMs - ASK_MS);
    await context.clock.runFor(ASK_MS);
    await Promise.all(watched.map((page) => page.answered()));
    if ((round + 1) % roundsOfHour !== 0) continue;
    for (const [at, page] of watched.entries()) found[at]!.push(await page.footprint());
  }
  return found;
}

async function watchPage(page: Page) {
  const wire = await page.context().newCDPSession(page);
  let [begun, ended] = [0, 0];
  const isAnswered = (url: string) => url.includes('/v1/') && !url.includes('/stream');
  page.on('request', (request) => {
    if (isAnswered(request.url())) begun += 1;
  });
  const end = (request: Request) => {
    if (isAnswered(request.url())) ended += 1;
  };
  page.on('requestfinished', end);
  page.on('requestfailed', end);
  return {
    async answered(): Promise<void> {
      await until('the answers of a round', () => begun <= ended, { every: 2 });
    },
    async footprint(): Promise<Footprint> {
      await wire.send('HeapProfiler.collectGarbage');
      const { usedSize } = await wire.send('Runtime.getHeapUsage');
      const { nodes, jsEventListeners } = await wire.send('Memory.getDOMCounters');
      return { heapBytes: usedSize, nodes, listeners: jsEventListeners };
    },
  };
}
