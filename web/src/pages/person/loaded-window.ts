import { spanOf } from '../../chart/moves.ts';
import type { Window } from '../../data/people-calls.ts';
import type { Points } from '../../data/points.ts';

/** Loaded beside the view, in its lengths, so that moving does not come to an end at once. */
const BESIDE = 0.5;
/** How near the end of what is loaded the view may come before more is. */
const NEAR = 0.1;
/** What is loaded is twice the view; once it is so many times as long, a finer level may have room. */
const COARSE = 4;

/** Of what is loaded for a pixel of the screen, half of it in view: with more, the line would be a smear. */
const POINTS_OF_PIXEL = 1.8;
const FEWEST = 500;
const MOST = 4000;

/** How many points a screen has room for. */
export function roomFor(pixels: number): number {
  return Math.min(MOST, Math.max(FEWEST, Math.round(pixels * POINTS_OF_PIXEL)));
}

/** Whether what is loaded reaches beyond the view, or to the end of the data, and is as fine as it may be. */
export function isEnough({ window, level }: Pick<Points, 'window' | 'level'>, view: Window, extent: Window): boolean {
  const margin = spanOf(view) * NEAR;
  const from = Math.max(view.from - margin, Math.min(extent.from, view.to));
  const to = Math.min(view.to + margin, Math.max(extent.to, view.from));
  const isFine = level === 'raw' || spanOf(window) <= spanOf(view) * COARSE;
  return window.from <= from && window.to >= to && isFine;
}

/** Twice the view, within the data, from whole steps on: moving a little asks for the same. */
export function windowFor(view: Window, extent: Window): Window {
  const step = Math.max(1, Math.round(spanOf(view) / 4));
  const from = Math.floor((view.from - spanOf(view) * BESIDE) / step) * step;
  const to = Math.ceil((view.to + spanOf(view) * BESIDE) / step) * step;
  const clipped = { from: Math.max(from, extent.from), to: Math.min(to, extent.to) };
  return clipped.from <= clipped.to ? clipped : { from, to };
}
