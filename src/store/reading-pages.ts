import type { Engine, ReadingPage } from '../engine/engine.ts';
import { bucketStart } from '../window/bucket.ts';
import { covering } from '../window/covering.ts';
import type { Window } from '../window/window.ts';

const READINGS_PER_PAGE = 100_000;

/** Yields the readings of one user in a window, in order of time, in pages that keep memory small. */
export async function* readingPages(engine: () => Engine, userId: number, window: Window): AsyncGenerator<ReadingPage> {
  for (const { from: start, to } of await heldWindows(engine(), userId, window)) {
    for (let from = start; from <= to; ) {
      const page = await engine().readings(userId, { from, to }, READINGS_PER_PAGE);
      if (page.timestamps.length > 0) yield page;
      if (page.timestamps.length < READINGS_PER_PAGE) break;
      from = page.timestamps[page.timestamps.length - 1]! + 1;
    }
  }
}

/**
 * The parts of a window that hold readings, by whole months: a sparse century does not cost a thousand statements, and months in a
 * row whose readings fit a page cost one.
 */
async function heldWindows(engine: Engine, userId: number, window: Window): Promise<Window[]> {
  const found: (Window & { readonly count: number })[] = [];
  for (const { bucket, count } of await engine.totals(userId, covering(window), 'month')) {
    const from = Math.max(window.from, bucketStart('month', bucket));
    const to = Math.min(window.to, bucketStart('month', bucket + 1) - 1);
    const last = found.at(-1);
    if (last !== undefined && last.to + 1 === from && last.count + count < READINGS_PER_PAGE) {
      found[found.length - 1] = { from: last.from, to, count: last.count + count };
    } else found.push({ from, to, count });
  }
  return found;
}
