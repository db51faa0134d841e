import type { BucketTotal, Engine } from '../engine/engine.ts';
import { average } from '../model/average.ts';
import { bucketOf, bucketStart, type Level } from '../window/bucket.ts';
import { covering } from '../window/covering.ts';
import { LocalBuckets } from '../window/local-buckets.ts';
import { keepsWholeHours, offsetSegments } from '../window/offset-segments.ts';
import { isLevel, type Resolution } from '../window/resolution.ts';
import type { Window } from '../window/window.ts';
import { localAverages, type TimedTotal } from './local-averages.ts';
import { readingPages } from './reading-pages.ts';
import type { BucketAverage } from './store.ts';

/** Hours in about a year and days in about a century: the most that one statement returns. */
const BUCKETS_PER_PAGE = { hour: 24 * 366, day: 36_600, month: 1560 } as const;

/** Averages of one user by UTC hour, day, week or month, or by those of a zone's clocks, in order of time. */
export async function* bucketAverages(
  engine: () => Engine,
  userId: number,
  window: Window,
  resolution: Resolution,
  timezone: string | undefined,
): AsyncGenerator<BucketAverage> {
  const segments = timezone === undefined ? [] : offsetSegments(window, timezone);
  const isWhole = keepsWholeHours(segments);
  if (timezone === undefined && !isLevel(resolution)) {
    yield* localAverages(new LocalBuckets(window, 'UTC', resolution), timedTotals(engine, userId, window, 'day'));
    return;
  }
  if (isLevel(resolution) && (timezone === undefined || (resolution === 'hour' && isWhole))) {
    for await (const { bucket, count, sum, min, max } of totals(engine, userId, window, resolution)) {
      const start = new Date(bucketStart(resolution, bucket));
      yield { start, count, average: average(sum, count), min: min / 1000, max: max / 1000 };
    }
    return;
  }
  const buckets = new LocalBuckets(window, timezone ?? 'UTC', resolution);
  const pieces = isWhole ? timedTotals(engine, userId, window, 'hour') : readingTotals(engine, userId, window);
  yield* localAverages(buckets, pieces);
}

async function* totals(
  engine: () => Engine,
  userId: number,
  window: Window,
  level: Level,
): AsyncGenerator<BucketTotal> {
  for (const page of pages(window, level)) yield* await engine().totals(userId, covering(page, level), level);
}

/** Cuts a window at bucket starts, so that no bucket spans two pages. */
function* pages(window: Window, level: Level): Generator<Window> {
  const size = BUCKETS_PER_PAGE[level];
  for (let from = window.from; from <= window.to; ) {
    const next = bucketStart(level, bucketOf(level, from) + size);
    yield { from, to: Math.min(window.to, next - 1) };
    from = next;
  }
}

/** UTC buckets; the first one begins where the window does. */
async function* timedTotals(
  engine: () => Engine,
  userId: number,
  window: Window,
  level: Level,
): AsyncGenerator<TimedTotal> {
  for await (const { bucket, ...total } of totals(engine, userId, window, level)) {
    yield { ...total, instant: Math.max(window.from, bucketStart(level, bucket)) };
  }
}

async function* readingTotals(engine: () => Engine, userId: number, window: Window): AsyncGenerator<TimedTotal> {
  for await (const { timestamps, heartRates } of readingPages(engine, userId, window)) {
    for (let at = 0; at < timestamps.length; at += 1) {
      const heartRate = heartRates[at]!;
      yield { instant: timestamps[at]!, count: 1, sum: heartRate, min: heartRate, max: heartRate };
    }
  }
}
