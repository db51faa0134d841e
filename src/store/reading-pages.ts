import type { Engine, ReadingPage } from '../engine/engine.ts';
import { bucketStart } from '../window/bucket.ts';
import { covering } from '../window/covering.ts';
import type { Window } from '../window/window.ts';

const READINGS_PER_PAGE = 100_000;

/** Yields the readings of one user in a window, in order of time, in pages that keep memory small. */
export async function* readingPages(engine: () => Engine, userId: number, window: Window): AsyncGenerator<ReadingPage> {
  // The roll-ups tell which months hold readings, so that a sparse century does not cost a thousand scans.
  for (const { bucket } of await engine().totals(userId, covering(window), 'month')) {
    let from = Math.max(window.from, bucketStart('month', bucket));
    const to = Math.min(window.to, bucketStart('month', bucket + 1) - 1);
    while (from <= to) {
      const page = await engine().readings(userId, { from, to }, READINGS_PER_PAGE);
      if (page.timestamps.length > 0) yield page;
      if (page.timestamps.length < READINGS_PER_PAGE) break;
      from = page.timestamps[page.timestamps.length - 1]! + 1;
    }
  }
}
