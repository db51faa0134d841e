import { PulsebaseError } from './pulsebase-error.ts';
import { showValue } from './show-value.ts';
import { twoDigits } from './two-digits.ts';
import { whyNotIso } from './why-not-iso.ts';

/** First instant that a store keeps: 1970-01-01T00:00:00.000Z, in Unix milliseconds. */
export const MIN_INSTANT = 0;
/** First instant past the end: 2100-01-01T00:00:00.000Z, in Unix milliseconds. */
export const END_INSTANT = 4_102_444_800_000;

/**
 * An instant as callers give it: a `Date`, or ISO 8601 text (a date alone means its midnight; no offset means UTC). A bare number
 * is refused, as it could be seconds or milliseconds: write `new Date(milliseconds)` or `new Date(seconds * 1000)`.
 */
export type InstantInput = Date | string;

/** A calendar date and time as written, before any zone is applied. */
export interface WrittenInstant {
  /** Unix milliseconds that the written digits would have in UTC. */
  readonly local: number;
  /** Offset from UTC in milliseconds as written (`Z` is 0), or `undefined` when the text has none. */
  readonly offset: number | undefined;
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s?([Zz]|UTC|utc|GMT|gmt|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)?)?$/;

/** The widest offset in use, as in FHIR and XML Schema; Kiribati has it. */
const MAX_OFFSET_MS = 14 * 3_600_000;

/**
 * Parses ISO 8601 text (`2023-01-31`, `2023-01-31T10:00`, `2023-01-31 10:00:00.123456+02:00`), with `UTC` or `GMT` for `Z`
 * too. Offsets range from -14:00 to +14:00. Digits past the millisecond are cut off. Returns `undefined` for other text, and for
 * a day or time that does not exist.
 */
export function parseWrittenInstant(text: string): WrittenInstant | undefined {
  return commonForm(text) ?? anyForm(text);
}

/**
 * Fast path for the forms of nearly all files, without a regular expression (80 instead of 260 ns): `2023-01-31T10:00:00`,
 * with `Z`, or with `.123Z`. On `undefined` the general parser has to try.
 */
function commonForm(text: string): WrittenInstant | undefined {
  const { length } = text;
  if (length !== 20 && length !== 19 && length !== 24) return undefined;
  if (text[4] !== '-' || text[7] !== '-' || text[13] !== ':' || text[16] !== ':') return undefined;
  if (text[10] !== 'T' && text[10] !== ' ') return undefined;
  if (length > 19 && text[length - 1] !== 'Z') return undefined;
  if (length === 24 && text[19] !== '.') return undefined;
  const century = twoDigits(text, 0);
  const years = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  // The last of the three digits is read together with the one before it.
  const tens = length === 24 ? twoDigits(text, 20) : 0;
  const units = length === 24 ? twoDigits(text, 21) : 0;
  if ((century | years | month | day | hour | minute | second | tens | units) < 0) return undefined;
  const local = civilToMs(century * 100 + years, month, day, hour, minute, second, tens * 10 + (units % 10));
  return local === undefined ? undefined : { local, offset: length === 19 ? undefined : 0 };
}

function anyForm(text: string): WrittenInstant | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const local = civilToMs(
    Number(year),
    Number(month),
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
    fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0')),
  );
  if (local === undefined) return undefined;
  if (zone === undefined) return { local, offset: undefined };
  const offset = parseOffset(zone);
  return offset === undefined ? undefined : { local, offset };
}

/**
 * Unix milliseconds of a civil date and time in UTC, or `undefined` when it does not exist (30 February, 24:00,
 * a leap second). `month` is 1 to 12.
 */
export function civilToMs(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millisecond: number,
): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = (year * 100 + month) * 100 + day;
  if (date !== lastDate) {
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
    // Date.UTC reads the years 0 to 99 as 1900 to 1999; they are out of range either way.
    if (year < 100) return Number.NEGATIVE_INFINITY;
    lastMidnight = Date.UTC(year, month - 1, day);
    lastDate = date;
  }
  return lastMidnight + hour * 3_600_000 + minute * 60_000 + second * 1000 + millisecond;
}

/**
 * The last day parsed, and its midnight: neighbouring rows are often of one day, and parsing it takes a third of a timestamp's
 * time.
 */
let lastDate = Number.NaN;
let lastMidnight = Number.NaN;

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Milliseconds of a written offset: `Z`, `UTC`, `GMT`, `+02:00`; `undefined` when it is out of range. */
export function parseOffset(zone: string): number | undefined {
  if (!/^[+-]/.test(zone)) return 0;
  const digits = zone.slice(1).replaceAll(':', '');
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2, 4) || 0);
  const seconds = Number(digits.slice(4, 6) || 0);
  const magnitude = (hours * 3600 + minutes * 60 + seconds) * 1000;
  if (minutes > 59 || seconds > 59 || magnitude > MAX_OFFSET_MS) return undefined;
  return zone.startsWith('-') ? -magnitude : magnitude;
}

/**
 * Returns the Unix milliseconds (UTC) of an instant from outside, or `undefined` when it is not one. Text without an offset is
 * UTC. The range is not checked here: see {@link inInstantRange}.
 */
export function parseInstant(value: unknown): number | undefined {
  if (typeof value === 'string') {
    const written = parseWrittenInstant(value.trim());
    return written === undefined ? undefined : written.local - (written.offset ?? 0);
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const ms = timeOf(value);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The time of a `Date`, also of another realm; `NaN` for anything else, such as a proxy around one. */
function timeOf(value: object): number {
  try {
    return Date.prototype.getTime.call(value);
  } catch {
    return Number.NaN;
  }
}

/** Describes a value that is not an instant; for a number, also how to write it. */
export function describeNoInstant(value: unknown): string {
  if (typeof value === 'string') {
    const why = whyNotIso(value);
    return why === undefined ? showValue(value) : `${showValue(value)} (${why})`;
  }
  if (typeof value !== 'number' && typeof value !== 'bigint') return showValue(value);
  return `the number ${showValue(value)}, which could be seconds or milliseconds; give ISO 8601 text, or new Date(milliseconds)`;
}

/** Whether a store can keep this instant: from 1970 to before 2100. */
export function inInstantRange(ms: number): boolean {
  return ms >= MIN_INSTANT && ms < END_INSTANT;
}

/** Like {@link parseInstant}; throws `INVALID_ARGUMENT` that names `field`. Years outside 1970 to 2099 are refused. */
export function requireInstant(value: unknown, field: string): number {
  const ms = parseInstant(value);
  if (ms === undefined) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      `${field} must be a date or a time in ISO 8601 such as 2023-01-31 or 2023-01-31T10:00:00Z, not ${describeNoInstant(value)}`,
      { field },
    );
  }
  // `to` of a window may be the first instant past the end: 2100-01-01 is how people write "until the end".
  if (ms < MIN_INSTANT || ms > END_INSTANT) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      `${field} must lie from 1970-01-01 to 2100-01-01, not ${showValue(value)}`,
      {
        field,
      },
    );
  }
  return ms;
}
