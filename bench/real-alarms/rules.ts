import type { RuleInput } from '../../src/alarms/require-rule.ts';

const RULE = { severity: 'high', since: '1970-01-01' } as const;

/** A rule of each condition, above and below, with limits that the heart rates of a day reach. */
export const RULES: readonly RuleInput[] = [
  {
    ...{ ...RULE, name: 'above 100 for 10 minutes' },
    condition: {
      ...{ type: 'sustained', direction: 'above', limit: 100, endLimit: 90 },
      ...{ forMinutes: 10, minReadings: 3, maxGapMinutes: 5 },
    },
  },
  {
    ...{ ...RULE, name: 'below 60 for 5 minutes' },
    condition: {
      ...{ type: 'sustained', direction: 'below', limit: 60, endLimit: 62 },
      ...{ forMinutes: 5, minReadings: 10, maxGapMinutes: 1 },
    },
  },
  {
    ...{ ...RULE, name: 'average of 15 minutes above 95' },
    condition: { type: 'average', direction: 'above', limit: 95, endLimit: 92.5, windowMinutes: 15, minReadings: 20 },
  },
  {
    ...{ ...RULE, name: 'average of 30 minutes below 58' },
    condition: { type: 'average', direction: 'below', limit: 58, windowMinutes: 30, minReadings: 5 },
  },
  {
    ...{ ...RULE, name: 'average of an hour above 90' },
    condition: { type: 'hour', direction: 'above', limit: 90, endLimit: 85.25, minReadings: 60 },
  },
  { ...{ ...RULE, name: 'silent for an hour' }, condition: { type: 'silence', forMinutes: 60 } },
];
