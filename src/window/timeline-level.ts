import { bucketOf, LEVELS, type Level } from './bucket.ts';
import type { Window } from './window.ts';

/** What one point of a timeline stands for, finest first: a reading, or a stretch of UTC. */
export const TIMELINE_LEVELS = ['raw', '10-seconds', '1-minute', '10-minutes', ...LEVELS] as const;

/** One of {@link TIMELINE_LEVELS}. */
export type TimelineLevel = (typeof TIMELINE_LEVELS)[number];

/** Lengths in ms of those levels that no roll-up has: divisors of an hour. */
export const FINE_MS = { '10-seconds': 10_000, '1-minute': 60_000, '10-minutes': 600_000 } as const;

export type FineLevel = keyof typeof FINE_MS;

/** The most readings that are added up for a level without roll-ups. */
export const MAX_ADDED_UP = 200_000;

/** A window as far as the choice of a level depends on it. */
export interface MeasuredWindow {
  readonly window: Window;
  /** Readings in it. */
  readonly readings: number;
}

export function isRollupLevel(level: TimelineLevel): level is Level {
  return LEVELS.some((known) => known === level);
}

/** The most points of a level that a window may have. */
export function pointsOf(level: TimelineLevel, { window: { from, to }, readings }: MeasuredWindow): number {
  if (level === 'raw') return readings;
  if (isRollupLevel(level)) return bucketOf(level, to) - bucketOf(level, from) + 1;
  return Math.floor(to / FINE_MS[level]) - Math.floor(from / FINE_MS[level]) + 1;
}

/** Whether a window has at most so many points of a level, and these are cheap enough. */
export function isAllowed(level: TimelineLevel, measured: MeasuredWindow, maxPoints: number): boolean {
  if (pointsOf(level, measured) > maxPoints) return false;
  return level === 'raw' || isRollupLevel(level) || measured.readings <= MAX_ADDED_UP;
}

/** The finest level that is allowed; `undefined` when the window has more months than points. */
export function finestLevel(measured: MeasuredWindow, maxPoints: number): TimelineLevel | undefined {
  return TIMELINE_LEVELS.find((level) => isAllowed(level, measured, maxPoints));
}
