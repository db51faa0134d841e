import { formatOf } from '../format/date-formats.ts';
import { instantOf, offsetOf } from '../format/zones.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Unit = 'clock' | 'day' | 'month' | 'year';

interface Step {
  readonly unit: Unit;
  /** Milliseconds of the clock, or days, months, years. */
  readonly size: number;
  readonly ms: number;
}

const STEPS: readonly Step[] = [
  ...[
    SECOND,
    5 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
  ].map(clock),
  ...[HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR].map(clock),
  ...[1, 2, 7, 14].map((size): Step => ({ unit: 'day', size, ms: size * DAY })),
  ...[1, 2, 3, 6].map((size): Step => ({ unit: 'month', size, ms: size * 30.4 * DAY })),
  ...[1, 2, 5, 10].map((size): Step => ({ unit: 'year', size, ms: size * 365 * DAY })),
];

function clock(ms: number): Step {
  return { unit: 'clock', size: ms, ms };
}

/** Where an axis of time has its marks: at whole units of the clocks of a zone, at most so many of them. */
export function timeTicks(
  from: number,
  to: number,
  zone: string,
  most: number,
): { readonly at: number[]; readonly step: Step } {
  const step = STEPS.find(({ ms }) => (to - from) / ms <= most) ?? STEPS.at(-1)!;
  const local = from + offsetOf(from, zone);
  const at: number[] = [];
  const start = firstOf(step, local);
  for (let index = 0; index < 200; index += 1) {
    const instant = instantOf(nthOf(step, start, index), zone);
    if (instant > to) break;
    if (instant >= from && instant !== at.at(-1)) at.push(instant);
  }
  return { at, step };
}

/** The last mark at or before a time of the clocks. */
function firstOf({ unit, size }: Step, local: number): number {
  const date = new Date(local);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (unit === 'year') return Date.UTC(Math.floor(year / size) * size, 0, 1);
  if (unit === 'month') return Date.UTC(year, Math.floor(month / size) * size, 1);
  // Days are counted from a Monday, so that weeks begin with one.
  const MONDAY = 4 * DAY;
  if (unit === 'day') return Math.floor((local - MONDAY) / (size * DAY)) * size * DAY + MONDAY;
  return Math.floor(local / size) * size;
}

function nthOf({ unit, size }: Step, start: number, index: number): number {
  const date = new Date(start);
  if (unit === 'year') return Date.UTC(date.getUTCFullYear() + index * size, 0, 1);
  if (unit === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + index * size, 1);
  return start + index * size * (unit === 'day' ? DAY : 1);
}

/** What stands at a mark: the time, and below it the day where a new one begins. */
export function tickLabel(
  instant: number,
  before: number | undefined,
  step: Step,
  zone: string,
  locale: string,
): string {
  const format = (options: Intl.DateTimeFormatOptions) => formatOf(locale, zone, options).format(instant);
  const local = (time: number) => new Date(time + offsetOf(time, zone));
  const isNew = (part: (date: Date) => number) => before === undefined || part(local(before)) !== part(local(instant));
  const year = isNew((date) => date.getUTCFullYear()) ? `\n${format({ year: 'numeric' })}` : '';
  if (step.unit === 'year') return format({ year: 'numeric' });
  if (step.unit === 'month') return `${format({ month: 'short' })}${year}`;
  if (step.unit === 'day') return `${format({ month: 'short', day: 'numeric' })}${year}`;
  const time = format({
    ...({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const),
    ...(step.ms < MINUTE ? { second: '2-digit' as const } : {}),
  });
  const isNewDay = isNew((date) => Math.floor(date.getTime() / DAY));
  return isNewDay ? `${time}\n${format({ month: 'short', day: 'numeric' })}` : time;
}
