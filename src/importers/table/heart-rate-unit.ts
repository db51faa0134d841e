/** What a unit of heart rates is multiplied by to give beats per minute. */
const FACTORS: ReadonlyMap<string, number> = new Map([
  ...[
    '',
    'bpm',
    'b/min',
    'beats/min',
    'beat/min',
    'beats/minute',
    'beatsperminute',
    'beatsperminutes',
    'count/min',
    'counts/min',
    '/min',
  ]
    .concat('1/min', 'min-1', 'min^-1', '{beats}/min', '{beat}/min', 'perminute', 'schläge/min', 'bpm.')
    .map((unit) => [unit, 1] as const),
  ...['hz', 'count/s', 'counts/s', 'beats/s', '/s', '1/s', 's-1'].map((unit) => [unit, 60] as const),
]);

/** The factor from a unit as it is written to beats per minute; `undefined` when it is not known. */
export function heartRateFactor(unit: string): number | undefined {
  return FACTORS.get(unit.replaceAll(/\s+/g, '').toLowerCase());
}
