/** Beats per minute in one of each unit, as files write it: UCUM (https://ucum.org), HealthKit, Open mHealth, and words. */
const UNITS: { readonly [unit: string]: number } = {
  '/min': 1,
  '1/min': 1,
  'min-1': 1,
  '{beats}/min': 1,
  '{beat}/min': 1,
  'beats/min': 1,
  'beats/minute': 1,
  'beats per minute': 1,
  'count/min': 1,
  bpm: 1,
  '/s': 60,
  '1/s': 60,
  's-1': 60,
  'count/s': 60,
  hz: 60,
};

/** Beats per minute in one of a unit, whatever its case; `undefined` when the unit is not one of heart rates. */
export function heartRateUnit(unit: string): number | undefined {
  return UNITS[unit.trim().toLowerCase()];
}

/** What is said of a heart rate in another unit. */
export function unknownUnit(value: unknown, unit: string): string {
  return `heart rate ${String(value)} has the unit ${JSON.stringify(unit)}; known are beats/min, bpm, /min, count/s and Hz`;
}
