import type { Window } from '../data/people-calls.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The least and the most that a chart shows. */
const SHORTEST = 60_000;
const LONGEST = 100 * 366 * DAY;

/** Lengths of time to choose from, in the order of their keys. */
export const SPANS = {
  '1h': HOUR,
  '1d': DAY,
  '1w': 7 * DAY,
  '1m': 30 * DAY,
  '1y': 365 * DAY,
  '10y': 3653 * DAY,
} as const;
export type SpanName = keyof typeof SPANS;
export const SPAN_NAMES = Object.keys(SPANS) as SpanName[];

export const spanOf = ({ from, to }: Window) => to - from;
export const middleOf = ({ from, to }: Window) => (from + to) / 2;

export function moved({ from, to }: Window, ms: number): Window {
  return { from: from + ms, to: to + ms };
}

/** The window with another length, in which an instant keeps its place. */
export function scaled(view: Window, factor: number, around = middleOf(view)): Window {
  const span = Math.min(LONGEST, Math.max(SHORTEST, spanOf(view) * factor));
  const share = (around - view.from) / spanOf(view);
  const from = around - span * share;
  return { from, to: from + span };
}

/** A window of a length around an instant. */
export function around(instant: number, span: number): Window {
  return { from: instant - span / 2, to: instant + span / 2 };
}

/** How long two windows have in common. */
export function overlapOf(a: Window, b: Window): number {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
}

/** The view around the alarm that begins next after its middle, or last before it; `undefined` where there is none. */
export function besideAlarm(starts: readonly number[], view: Window, step: 1 | -1): Window | undefined {
  const middle = middleOf(view);
  const start = step > 0 ? starts.find((at) => at > middle + 1) : starts.findLast((at) => at < middle - 1);
  return start === undefined ? undefined : around(start, spanOf(view));
}

/** In whole milliseconds, as addresses have them. */
export function rounded({ from, to }: Window): Window {
  return { from: Math.round(from), to: Math.round(to) };
}
