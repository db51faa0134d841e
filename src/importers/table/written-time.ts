import { civilToMs, parseOffset } from '../../model/instant.ts';
import { whyNotZone } from '../../model/why-not-iso.ts';
import type { DateOrder } from '../table-options.ts';

/** A calendar date in digits, in the order in which they stand. */
interface DateDigits {
  readonly first: string;
  readonly second: string;
  readonly third: string;
  /** The order of them where their form tells it. */
  readonly order: DateOrder | undefined;
  /** Dots stand between them, as in countries that write the day first. */
  readonly isDotted: boolean;
}

/** A time of day. */
export interface ClockTime {
  /** By a 24-hour clock, or as written where that is not known. */
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** AM or PM is given. */
  readonly hasHalf: boolean;
  readonly hasSeconds: boolean;
  /** Milliseconds, where one is written. */
  readonly offset: number | undefined;
}

/** A date and time as written, in another form than ISO 8601. */
export interface WrittenTime {
  readonly date: DateDigits;
  /** `undefined` for a date alone. */
  readonly clock: ClockTime | undefined;
}

/** Why a text is no time. */
export interface NoTime {
  readonly why: string;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = `(${MONTHS.join('|')})[a-z]*\\.?`;
const WEEKDAY = '(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\\.?,?\\s+)?';
const REST = '(?:,?\\s+(?:at\\s+)?(.+))?';

/** `4/1/2016 7:54:05 AM`, `31.12.2023, 10:00`, `2023/12/31T10:00`. */
const DIGITS = /^(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:(?:T|,?\s+(?:at\s+)?)(.+))?$/i;
/** `7 Jan 2017 10:00`, `Sat, 07 Jan 2017 10:00:00 GMT`, `7-Jan-17`. */
const DAY_MONTH = new RegExp(`^${WEEKDAY}(\\d{1,2})[\\s.-]+${MONTH},?[\\s-]+(\\d{4}|\\d{2})${REST}$`, 'i');
/** `Jan 7, 2017, 10:00:00 AM`, and as JavaScript writes it, `Sat Jan 07 2017 10:00:00 GMT+0100 (CET)`. */
const MONTH_DAY = new RegExp(`^${WEEKDAY}${MONTH}\\s+(\\d{1,2}),?\\s+(\\d{4})${REST}$`, 'i');
/** As Java and C write it: `Sat Jan 07 10:00:00 UTC 2017`. */
const YEAR_LAST = new RegExp(`^${WEEKDAY}${MONTH}\\s+(\\d{1,2})\\s+(\\d.*?)\\s+(\\d{4})$`, 'i');
const COMPACT = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?\s?(Z|[+-]\d{2}:?\d{2})?$/i;

const CLOCK =
  /^(\d{1,2})([:.])(\d{2})(?:\2(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([ap])\.?\s?m\.?)?(?:\s?(Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[a-z]{2,5})(?:\s+\([^()]*\))?)?$/i;

/** Reads a text that is not ISO 8601; `undefined` for a form that is not known. */
export function writtenTime(text: string): WrittenTime | NoTime | undefined {
  if (text.length > 80) return undefined;
  const digits = DIGITS.exec(text);
  if (digits !== null) {
    const [, first = '', separator, second = '', third = '', rest] = digits;
    const order = first.length > 2 ? 'ymd' : undefined;
    return withClock({ first, second, third, order, isDotted: separator === '.' }, rest);
  }
  const dayMonth = DAY_MONTH.exec(text);
  if (dayMonth !== null) return withClock(named(dayMonth[1]!, dayMonth[2]!, dayMonth[3]!), dayMonth[4]);
  const monthDay = MONTH_DAY.exec(text);
  if (monthDay !== null) return withClock(named(monthDay[2]!, monthDay[1]!, monthDay[3]!), monthDay[4]);
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast !== null) return withClock(named(yearLast[2]!, yearLast[1]!, yearLast[4]!), yearLast[3]);
  const compact = COMPACT.exec(text);
  if (compact === null) return undefined;
  const [, first = '', second = '', third = '', hour, minute, seconds, zone = ''] = compact;
  const clock = `${hour}:${minute}${seconds === undefined ? '' : `:${seconds}`}${zone}`;
  return withClock({ first, second, third, order: 'ymd', isDotted: false }, clock);
}

function named(day: string, month: string, year: string): DateDigits {
  const number = MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1;
  return { first: day, second: String(number), third: year, order: 'dmy', isDotted: false };
}

function withClock(date: DateDigits, text: string | undefined): WrittenTime | NoTime | undefined {
  if (text === undefined) return { date, clock: undefined };
  const clock = clockTime(text);
  return clock === undefined || 'why' in clock ? clock : { date, clock };
}

/** Reads a time of day such as `7:54:05 AM`, `10:00`, `10:00:00.5 +02:00`; `undefined` for a form that is not known. */
export function clockTime(text: string): ClockTime | NoTime | undefined {
  const match = text.length > 80 ? null : CLOCK.exec(text.trim());
  if (match === null) return undefined;
  const [, hours, , minutes, seconds, fraction, half, zone] = match;
  const offset = zone === undefined ? undefined : zoneOffset(zone);
  if (typeof offset === 'object') return offset;
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return { why: 'has an hour that no 12-hour clock shows' };
    hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  }
  return {
    hour,
    minute: Number(minutes),
    second: Number(seconds ?? 0),
    millisecond: fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0')),
    hasHalf: half !== undefined,
    hasSeconds: seconds !== undefined,
    offset,
  };
}

function zoneOffset(zone: string): number | NoTime {
  if (/^(?:Z|UTC|GMT)$/i.test(zone)) return 0;
  const signed = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(zone);
  if (signed === null) return { why: `is of a zone that is not clear: ${whyNotZone(zone)}` };
  const offset = parseOffset(`${signed[1]}${signed[2]!.padStart(2, '0')}:${signed[3] ?? '00'}`);
  return offset ?? { why: 'has an offset that no clocks have; they reach from -14:00 to +14:00' };
}

/** The order that two digits and a year show by themselves; `either` where day and month could be changed. */
export function shownOrder({ first, second, third }: DateDigits): 'dmy' | 'mdy' | 'either' | 'same' | undefined {
  if (third.length < 2) return undefined;
  const [one, two] = [Number(first), Number(second)];
  if (one === two) return one > 12 ? undefined : 'same';
  if (one > 12) return two > 12 ? undefined : 'dmy';
  return two > 12 ? 'mdy' : 'either';
}

/** Unix ms that the digits have in UTC, by an order of the date; `undefined` for a day or time that does not exist. */
export function localOf({ date, clock }: WrittenTime, order: DateOrder): number | undefined {
  const { first, second, third } = date;
  const [year, month, day] = (
    { ymd: [first, second, third], dmy: [third, second, first], mdy: [third, first, second] } as const
  )[order];
  if (day.length > 2 || month.length > 2) return undefined;
  const fullYear = yearOf(year);
  if (fullYear === undefined) return undefined;
  const { hour = 0, minute = 0, second: seconds = 0, millisecond = 0 } = clock ?? {};
  return civilToMs(fullYear, Number(month), Number(day), hour, minute, seconds, millisecond);
}

/** A year of two digits is one of this century, up to 2069; 70 to 99 could be either. */
function yearOf(digits: string): number | undefined {
  if (digits.length === 4) return Number(digits);
  return digits.length === 2 && Number(digits) < 70 ? 2000 + Number(digits) : undefined;
}
