/** A calendar date of the proleptic Gregorian calendar; `month` is 1 to 12. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export const MS_PER_HOUR = 60 * 60 * 1000;
export const MS_PER_DAY = 24 * MS_PER_HOUR;

export function isLeapYear(year: number): boolean {
  if (year % 400 === 0) return true;
  if (year % 100 === 0) return false;
  return year % 4 === 0;
}

export function daysOfMonth(year: number, month: number): number {
  const lengths = [31, isLeapYear(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return lengths[month - 1]!;
}

/** Days from 1970-01-01 to a date not before it, counted one month after the other. */
export function daysSince1970(date: CivilDate): number {
  let days = 0;
  for (let year = 1970; year < date.year; year += 1) days += isLeapYear(year) ? 366 : 365;
  for (let month = 1; month < date.month; month += 1) days += daysOfMonth(date.year, month);
  return days + date.day - 1;
}

/** The UTC date of an instant from 1970 on (Unix ms). */
export function civilDate(ms: number): CivilDate {
  let days = (ms - (ms % MS_PER_DAY)) / MS_PER_DAY;
  let year = 1970;
  while (days >= (isLeapYear(year) ? 366 : 365)) {
    days -= isLeapYear(year) ? 366 : 365;
    year += 1;
  }
  let month = 1;
  while (days >= daysOfMonth(year, month)) {
    days -= daysOfMonth(year, month);
    month += 1;
  }
  return { year, month, day: days + 1 };
}

/** The first Unix ms of the UTC hour, day, week or month of an instant from 1970 on; weeks begin on Monday. */
export function startOf(level: 'hour' | 'day' | 'week' | 'month', ms: number): number {
  if (level === 'hour') return ms - (ms % MS_PER_HOUR);
  if (level === 'day') return ms - (ms % MS_PER_DAY);
  // 5 January 1970 was the first Monday.
  if (level === 'week') return ms - ((ms + 3 * MS_PER_DAY) % (7 * MS_PER_DAY));
  return daysSince1970({ ...civilDate(ms), day: 1 }) * MS_PER_DAY;
}
