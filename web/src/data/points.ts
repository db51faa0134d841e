import type { Timeline } from '../../../src/client/index.ts';
import { bucketOf, bucketStart } from '../../../src/window/bucket.ts';
import { ofStore } from './calls.ts';
import type { Window } from './people-calls.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export type Level = Timeline['level'];

/** How long a bucket of a level is, in milliseconds, roughly for months; a reading has no length. */
const BUCKET_MS: Readonly<Record<Level, number>> = {
  ...{ raw: 0, '10-seconds': 10 * SECOND_MS, '1-minute': MINUTE_MS, '10-minutes': 10 * MINUTE_MS },
  ...{ hour: HOUR_MS, day: DAY_MS, month: 30.4 * DAY_MS },
};

/** Heart rates of a person in order of time, as columns; of raw readings lowest, average and highest are one. */
export interface Points {
  readonly level: Level;
  readonly bucketMs: number;
  /** The window that was asked for. */
  readonly window: Window;
  /** Where each begins, in Unix milliseconds. */
  readonly times: readonly number[];
  readonly averages: readonly number[];
  readonly lows: readonly number[];
  readonly highs: readonly number[];
  readonly counts: readonly number[];
}

/** Loads a window at the finest level that the service gives it in at most so many points. */
export async function loadPoints(
  userId: number,
  window: Window,
  maxPoints: number,
  signal?: AbortSignal,
): Promise<Points> {
  const ends = { from: new Date(window.from), to: new Date(window.to) };
  const { level, points } = await ofStore((store) => store.timeline(userId, ends, { maxPoints }), signal);
  return {
    ...{ level, window, bucketMs: BUCKET_MS[level] },
    times: points.map(({ start }) => start.getTime()),
    averages: points.map(({ average }) => average),
    lows: points.map(({ min }) => min),
    highs: points.map(({ max }) => max),
    counts: points.map(({ count }) => count),
  };
}

/** A month of UTC with readings. */
export interface Month {
  /** In Unix milliseconds. */
  readonly start: number;
  readonly count: number;
  readonly average: number;
  readonly low: number;
  readonly high: number;
}

/** Points that are no longer than a month, by month. */
export function monthsOf({ times, averages, lows, highs, counts }: Points): Month[] {
  const months: Month[] = [];
  times.forEach((time, at) => {
    const start = bucketStart('month', bucketOf('month', time));
    const point = { start, count: counts[at]!, average: averages[at]!, low: lows[at]!, high: highs[at]! };
    const known = months.at(-1);
    if (known?.start !== start) months.push(point);
    else months[months.length - 1] = together(known, point);
  });
  return months;
}

function together(a: Month, b: Month): Month {
  const count = a.count + b.count;
  return {
    ...{ start: a.start, count, average: (a.average * a.count + b.average * b.count) / count },
    ...{ low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) },
  };
}
