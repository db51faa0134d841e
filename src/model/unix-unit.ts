/** Units in which programs count the time since 1970, and how many of each make a millisecond. */
const UNITS = [
  { unit: 'seconds', perMs: 1e-3 },
  { unit: 'milliseconds', perMs: 1 },
  { unit: 'microseconds', perMs: 1e3 },
  { unit: 'nanoseconds', perMs: 1e6 },
] as const;

export type UnixUnit = (typeof UNITS)[number]['unit'];

/** From 1980 on, the units' ranges do not overlap, neither each other nor elapsed seconds, spreadsheet days or 20230131. */
const FROM_MS = Date.UTC(1980, 0);
const TO_MS = Date.UTC(2100, 0);

/**
 * Returns the unit of a number that may be a time since 1970, by its magnitude; `undefined` when it is not one from 1980 to 2099.
 */
export function unixUnit(value: number): UnixUnit | undefined {
  return UNITS.find(({ perMs }) => value >= FROM_MS * perMs && value < TO_MS * perMs)?.unit;
}
