import { bucketOf, bucketStart, HOUR_MS, LEVELS, type Level } from './bucket.ts';
import type { Window } from './window.ts';

/** Numbers from `from` up to but not including `to`: buckets of a level, or Unix milliseconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A window cut into pieces without overlaps or gaps; each list is in order of time. */
export interface Covering {
  /** Unix milliseconds, for raw readings. At most two pieces, each shorter than an hour and within one. */
  readonly raw: readonly Range[];
  /** Bucket numbers as of {@link bucketOf}. At most two ranges. */
  readonly hour: readonly Range[];
  readonly day: readonly Range[];
  readonly month: readonly Range[];
}

/**
 * Cuts a window into the fewest pieces: whole months, then days, then hours, and raw readings only for the partial hours at its
 * ends. Buckets coarser than `coarsest` are not used, for answers per hour or per day.
 */
export function covering(window: Window, coarsest: Level = 'month'): Covering {
  const end = window.to + 1;
  const firstHour = Math.ceil(window.from / HOUR_MS);
  const endHour = Math.floor(end / HOUR_MS);
  if (firstHour > endHour) return { raw: [{ from: window.from, to: end }], hour: [], day: [], month: [] };
  const raw = ranges([window.from, firstHour * HOUR_MS], [endHour * HOUR_MS, end]);
  if (firstHour === endHour) return { raw, hour: [], day: [], month: [] };
  const hour: Range = { from: firstHour, to: endHour };
  if (coarsest === 'hour') return { raw, hour: [hour], day: [], month: [] };
  const [hours, days] = coarsen('hour', hour, 'day');
  if (coarsest === 'day' || days === undefined) return { raw, hour: hours, day: days ? [days] : [], month: [] };
  const [dayEnds, months] = coarsen('day', days, 'month');
  return { raw, hour: hours, day: dayEnds, month: months ? [months] : [] };
}

/** The Unix milliseconds that the pieces cover together. */
export function windowOf({ raw, ...buckets }: Covering): Range {
  const whole = LEVELS.flatMap((level) =>
    buckets[level].map(({ from, to }) => ({ from: bucketStart(level, from), to: bucketStart(level, to) })),
  );
  const pieces = [...raw, ...whole];
  return { from: Math.min(...pieces.map(({ from }) => from)), to: Math.max(...pieces.map(({ to }) => to)) };
}

/** Replaces the middle of a range of fine buckets by whole coarse ones; returns the remaining ends, and the middle. */
function coarsen(fine: Level, range: Range, coarse: Level): [ends: Range[], middle: Range | undefined] {
  const start = bucketStart(fine, range.from);
  const first = bucketOf(coarse, start) + (bucketStart(coarse, bucketOf(coarse, start)) === start ? 0 : 1);
  const end = bucketOf(coarse, bucketStart(fine, range.to));
  if (first >= end) return [[range], undefined];
  const middle = { from: first, to: end };
  const from = bucketOf(fine, bucketStart(coarse, first));
  const to = bucketOf(fine, bucketStart(coarse, end));
  return [ranges([range.from, from], [to, range.to]), middle];
}

function ranges(...pairs: readonly (readonly [number, number])[]): Range[] {
  return pairs.filter(([from, to]) => from < to).map(([from, to]) => ({ from, to }));
}
