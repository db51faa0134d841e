/** Beats per minute in one of each unit, as files write it without blanks: UCUM (https://ucum.org), HealthKit, and words. */
const FACTORS: ReadonlyMap<string, number> = new Map([
  ...[
    ...['', 'bpm', 'bpm.', 'b/min', 'beats/min', 'beat/min', 'beats/minute', 'beatsperminute', 'beatsperminutes'],
    ...['count/min', 'counts/min', '/min', '1/min', 'min-1', 'min^-1', '{beats}/min', '{beat}/min', 'perminute'],
    'schläge/min',
  ].map((unit) => [unit, 1] as const),
  ...['hz', 'count/s', 'counts/s', 'beats/s', '/s', '1/s', 's-1'].map((unit) => [unit, 60] as const),
]);

/** The factor from a unit, whatever its case, to beats per minute; `undefined` when it is not a unit of heart rates. */
export function heartRateFactor(unit: string): number | undefined {
  return FACTORS.get(unit.replaceAll(/\s+/g, '').toLowerCase());
}

/** What is said of a heart rate in another unit. */
export function unknownUnit(value: unknown, unit: string): string {
  return `heart rate ${String(value)} has the unit ${JSON.stringify(unit)}; known are beats/min, bpm, /min, count/s and Hz`;
}
