import type { Engine } from '../engine/engine.ts';
import { average } from '../model/average.ts';
import { covering } from '../window/covering.ts';
import { keepsWholeHours, offsetSegments } from '../window/offset-segments.ts';
import type { requireTopQuery } from './require-arguments.ts';
import type { PeakAverage } from './top-query.ts';

/** The highest distinct hourly averages of a user; without the hours behind them unless details are asked for. */
export async function highestHours(
  engine: Engine,
  userId: number,
  query: Omit<ReturnType<typeof requireTopQuery>, 'user'>,
): Promise<readonly PeakAverage[]> {
  const { window, limit, minReadings, timezone, details = false } = query;
  const segments = timezone === undefined ? undefined : offsetSegments(window, timezone);
  const peaks = await engine.peakHours({
    userId,
    hours: segments === undefined || keepsWholeHours(segments) ? { covering: covering(window, 'hour') } : { segments },
    limit,
    minReadings,
    details,
  });
  return peaks.map(({ sum, count, hours }) => ({
    average: average(sum, count),
    count: hours.reduce((total, hour) => total + hour.count, 0),
    hours: hours.map(({ start, count: readings }) => ({ start: new Date(start), count: readings })),
  }));
}
