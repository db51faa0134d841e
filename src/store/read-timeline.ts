import type { BucketTotal, Engine } from '../engine/engine.ts';
import { average } from '../model/average.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { bucketStart } from '../window/bucket.ts';
import { covering } from '../window/covering.ts';
import {
  FINE_MS,
  finestLevel,
  isAllowed,
  isRollupLevel,
  MAX_ADDED_UP,
  type MeasuredWindow,
  pointsOf,
  type TimelineLevel,
} from '../window/timeline-level.ts';
import type { Window } from '../window/window.ts';
import type { BucketAverage, Timeline } from './store.ts';

interface TimelineQuery {
  readonly window: Window;
  readonly maxPoints: number;
  /** The finest that is allowed when left out. */
  readonly level: TimelineLevel | undefined;
}

/**
 * A person's window in at most `maxPoints` points.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` when no level is allowed, or the one named is not.
 */
export async function readTimeline(engine: Engine, userId: number, query: TimelineQuery): Promise<Timeline> {
  const { window, maxPoints } = query;
  for (;;) {
    const measured = measuredWindow(window, await engine.totals(userId, covering(window), 'month'));
    if (measured === undefined) return { level: query.level ?? 'raw', points: [] };
    const level = chosenLevel(measured, query);
    const points =
      level === 'raw' ? await rawPoints(engine, userId, query) : await bucketPoints(engine, userId, window, level);
    // Meanwhile readings may have come.
    if (points.length <= maxPoints) return { level, points };
  }
}

/** The window from the month of its first reading to that of its last: time before and after holds no points. */
function measuredWindow({ from, to }: Window, months: readonly BucketTotal[]): MeasuredWindow | undefined {
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return {
    window: {
      from: Math.max(from, bucketStart('month', first.bucket)),
      to: Math.min(to, bucketStart('month', last.bucket + 1) - 1),
    },
    readings: months.reduce((sum, { count }) => sum + count, 0),
  };
}

function chosenLevel(measured: MeasuredWindow, { maxPoints, level }: TimelineQuery): TimelineLevel {
  const finest = finestLevel(measured, maxPoints);
  if (finest === undefined) {
    const months = pointsOf('month', measured);
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      `maxPoints must be at least ${months}, the number of months from the first reading in the window to the last, not ${maxPoints}`,
      { field: 'maxPoints' },
    );
  }
  if (level === undefined) return finest;
  if (isAllowed(level, measured, maxPoints)) return level;
  const points = pointsOf(level, measured);
  const excess =
    points > maxPoints
      ? `has up to ${points} points in this window, more than maxPoints (${maxPoints})`
      : `would add up the ${measured.readings} readings of this window, more than ${MAX_ADDED_UP}`;
  throw new PulsebaseError('INVALID_ARGUMENT', `level ${level} ${excess}; the finest one allowed is ${finest}`, {
    field: 'level',
  });
}

async function rawPoints(
  engine: Engine,
  userId: number,
  { window, maxPoints }: TimelineQuery,
): Promise<BucketAverage[]> {
  const { timestamps, heartRates } = await engine.readings(userId, window, maxPoints + 1);
  return Array.from(timestamps, (timestamp, at) => {
    const heartRate = heartRates[at]! / 1000;
    return { start: new Date(timestamp), count: 1, average: heartRate, min: heartRate, max: heartRate };
  });
}

async function bucketPoints(
  engine: Engine,
  userId: number,
  window: Window,
  level: Exclude<TimelineLevel, 'raw'>,
): Promise<BucketAverage[]> {
  if (isRollupLevel(level)) {
    const totals = await engine.totals(userId, covering(window, level), level);
    return totals.map((total) => pointOf(bucketStart(level, total.bucket), total));
  }
  const size = FINE_MS[level];
  const totals = await engine.fineTotals(userId, window, size);
  return totals.map((total) => pointOf(total.bucket * size, total));
}

function pointOf(start: number, { count, sum, min, max }: BucketTotal): BucketAverage {
  return { start: new Date(start), count, average: average(sum, count), min: min / 1000, max: max / 1000 };
}
