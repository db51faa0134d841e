/** Units in which programs count the time since 1970, with how many of them make a millisecond. */
const UNITS = [
  { unit: 'seconds', perMs: 1e-3 },
  { unit: 'milliseconds', perMs: 1 },
  { unit: 'microseconds', perMs: 1e3 },
  { unit: 'nanoseconds', perMs: 1e6 },
] as const;

export type UnixUnit = (typeof UNITS)[number]['unit'];

/** From 1980 the ranges of the units lie apart, and apart from seconds since a start, days of a spreadsheet and 20230131. */
const FROM_MS = Date.UTC(1980, 0);
const TO_MS = Date.UTC(2100, 0);

/** The unit of a number that may be a time since 1970, told by its size alone; `undefined` when it is none from 1980 to 2099. */
export function unixUnit(value: number): UnixUnit | undefined {
  return UNITS.find(({ perMs }) => value >= FROM_MS * perMs && value < TO_MS * perMs)?.unit;
}
