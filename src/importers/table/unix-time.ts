import { type UnixUnit, unixUnit } from '../../model/unix-unit.ts';

const NUMBER = /^(\d{9,19})(?:\.(\d*))?$/;

/** A number that may count the time since 1970. */
export interface UnixTime {
  readonly unit: UnixUnit;
  /** Unix ms; finer digits are cut off. */
  readonly instant: number;
}

/** Reads Unix seconds, milliseconds, microseconds or nanoseconds of 1980 to 2099, told apart by their size. */
export function unixTime(text: string): UnixTime | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, digits = '', fraction = ''] = match;
  const unit = unixUnit(Number(digits));
  if (unit === undefined) return undefined;
  // Nanoseconds are past what a number holds to the digit: digits are cut off, not divided away.
  const instant = {
    seconds: () => Number(`${digits}${fraction.slice(0, 3).padEnd(3, '0')}`),
    milliseconds: () => Number(digits),
    microseconds: () => Number(digits.slice(0, -3)),
    nanoseconds: () => Number(digits.slice(0, -6)),
  }[unit]();
  return { unit, instant };
}
