import { PERIOD } from '../data/data-plan.ts';
import type { BenchWindow } from './query.ts';
import type { Random } from './random.ts';

export const WINDOW_LENGTHS = ['hour', 'day', 'month', 'year'] as const;
export type WindowLength = (typeof WINDOW_LENGTHS)[number];

/** Whether the ends fall on whole hours, days, months and years, or on odd seconds. */
export const WINDOW_SHAPES = ['aligned', 'ragged'] as const;
export type WindowShape = (typeof WINDOW_SHAPES)[number];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Of ragged windows, before up to a twentieth is added or taken away. */
const LENGTH_MS = { hour: HOUR, day: DAY, month: 30 * DAY } as const;
/** How far the ends of a ragged year lie inside the year at most. */
const YEAR_SLACK = 10 * DAY;

/** The whole year: its end is the first instant of the next one. */
export const FIXED_WINDOW: BenchWindow = { from: PERIOD.from, to: PERIOD.to };

/** A window at random within the generated year. */
export function randomWindow(length: WindowLength, shape: WindowShape, random: Random): BenchWindow {
  return shape === 'aligned' ? alignedWindow(length, random) : raggedWindow(length, random);
}

function alignedWindow(length: WindowLength, random: Random): BenchWindow {
  switch (length) {
    case 'year':
      return { from: PERIOD.from, to: PERIOD.to - 1 };
    case 'month': {
      const year = new Date(PERIOD.from).getUTCFullYear();
      const month = Math.floor(random() * 12);
      return { from: Date.UTC(year, month), to: Date.UTC(year, month + 1) - 1 };
    }
    case 'day':
    case 'hour': {
      const step = LENGTH_MS[length];
      const from = PERIOD.from + Math.floor((random() * (PERIOD.to - PERIOD.from)) / step) * step;
      return { from, to: from + step - 1 };
    }
  }
}

function raggedWindow(length: WindowLength, random: Random): BenchWindow {
  if (length === 'year') {
    const from = oddInstant(PERIOD.from + random() * YEAR_SLACK, random);
    return { from, to: oddInstant(PERIOD.to - YEAR_SLACK + random() * (YEAR_SLACK - HOUR), random) };
  }
  const span = LENGTH_MS[length] * (0.95 + 0.1 * random());
  const from = oddInstant(PERIOD.from + random() * (PERIOD.to - PERIOD.from - span - HOUR), random);
  return { from, to: oddInstant(from + span, random) };
}

/** An odd second of the minute of an instant, with some milliseconds. */
function oddInstant(near: number, random: Random): number {
  const second = 1 + 2 * Math.floor(random() * 30);
  return near - (near % MINUTE) + second * 1000 + Math.floor(random() * 1000);
}
