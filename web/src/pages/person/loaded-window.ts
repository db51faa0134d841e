import { finestLevel, TIMELINE_LEVELS } from '../../../../src/window/timeline-level.ts';
import { ALL_TIME } from '../../../../src/window/window.ts';
import { overlapOf, spanOf } from '../../chart/moves.ts';
import type { Window } from '../../data/people-calls.ts';
import type { Points } from '../../data/points.ts';

/** Loaded beside the view, in its lengths, so that moving does not come to an end at once. */
const BESIDE = 0.5;
/** How near the end of what is loaded the view may come before more is. */
const NEAR = 0.1;

/** Of what is loaded for a pixel of the screen, half of it in view: with more, the line would be a smear. */
const POINTS_OF_PIXEL = 1.8;
const FEWEST = 500;
/** The most that the service gives. */
export const MOST_POINTS = 4000;

/** How many points a screen has room for. */
export function roomFor(pixels: number): number {
  return Math.min(MOST_POINTS, Math.max(FEWEST, Math.round(pixels * POINTS_OF_PIXEL)));
}

/** The same of the screen that there is. */
export function screenRoom(): number {
  return roomFor(document.documentElement.clientWidth);
}

/** Twice the view, from whole steps on: moving a little asks for the same. */
export function windowFor(view: Window): Window {
  const step = Math.max(1, Math.round(spanOf(view) / 4));
  const from = Math.floor((view.from - spanOf(view) * BESIDE) / step) * step;
  const to = Math.ceil((view.to + spanOf(view) * BESIDE) / step) * step;
  const clipped = { from: Math.max(from, ALL_TIME.from), to: Math.min(to, ALL_TIME.to) };
  return clipped.from <= clipped.to ? clipped : ALL_TIME;
}

/** Whether nothing better would come for a view: what is loaded reaches beyond it, or to the end of the data, and is as fine as fits. */
export function isEnough(points: Points, view: Window, extent: Window, room: number): boolean {
  const wanted = windowFor(view);
  const { window, level, times } = points;
  if (window.from === wanted.from && window.to === wanted.to) return true;
  const margin = spanOf(view) * NEAR;
  const from = Math.max(view.from - margin, Math.min(extent.from, view.to));
  const to = Math.min(view.to + margin, Math.max(extent.to, view.from));
  if (window.from > from || window.to < to) return false;
  if (times.filter((time) => time >= view.from && time <= view.to).length > room) return false;
  // What the service would choose.
  const within = { from: Math.max(wanted.from, extent.from), to: Math.min(wanted.to, extent.to) };
  const finest = finestLevel({ window: within, readings: readingsIn(points, wanted) }, room);
  return finest === undefined || TIMELINE_LEVELS.indexOf(level) <= TIMELINE_LEVELS.indexOf(finest);
}

/** How many readings a window has, as far as points tell: of one that the window cuts, its share. */
export function readingsIn({ times, counts, bucketMs }: Points, window: Window): number {
  return times.reduce((sum, from, at) => {
    const bucket = { from, to: from + Math.max(1, bucketMs) };
    return sum + (counts[at]! * overlapOf(bucket, window)) / spanOf(bucket);
  }, 0);
}

/** What to show of a view while better is on its way: what was shown, or where that is of another time, what reaches farthest. */
export function meanwhile(shown: Points, known: readonly Points[], view: Window): Points {
  const reach = ({ window }: Points) => overlapOf(window, view);
  if (reach(shown) * 2 >= spanOf(view)) return shown;
  return known.reduce((best, points) => (reach(points) > reach(best) ? points : best), shown);
}
