import { bucketOf, bucketStart, DAY_MS, LEVELS, type Level } from './bucket.ts';

/** The lengths of time by which readings are averaged, shortest first: the levels of roll-ups, and ISO weeks. */
export const RESOLUTIONS = ['hour', 'day', 'week', 'month'] as const;

/** An hour, a day, a week from Monday on (ISO 8601), or a month. */
export type Resolution = (typeof RESOLUTIONS)[number];

/** 1970-01-01 was a Thursday: so many days after the Monday with which its week began. */
const THURSDAY = 3;

export function isLevel(resolution: Resolution): resolution is Level {
  return LEVELS.some((level) => level === resolution);
}

/** The number of the stretch of a resolution that holds an instant, as of `bucketOf`; weeks count from the one of 1970-01-01. */
export function stretchOf(resolution: Resolution, ms: number): number {
  return isLevel(resolution) ? bucketOf(resolution, ms) : Math.floor((bucketOf('day', ms) + THURSDAY) / 7);
}

/** The first Unix millisecond of a stretch; negative for the week of 1970-01-01. */
export function stretchStart(resolution: Resolution, number: number): number {
  return isLevel(resolution) ? bucketStart(resolution, number) : (number * 7 - THURSDAY) * DAY_MS;
}
