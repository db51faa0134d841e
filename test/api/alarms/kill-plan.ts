import type { Rule } from '../../../src/alarms/rule.ts';

/** Between a write and the alarms that follow from it, each before or after a statement or the commit. */
export const KILL_STEPS = [
  'after the write is noted',
  'after the commit',
  'after it is noted that it is over',
  'before alarms are written',
  'after alarms are written',
  'before the write is forgotten',
  'after the write is forgotten',
] as const;

/** A word of {@link KILL_STEPS}. */
export type KillStep = (typeof KILL_STEPS)[number];

export const USERS = [1, 2, 3];
const START = Date.UTC(2023, 3, 5, 7);
const MINUTE = 60_000;

const limits = { direction: 'above', limit: 100, endLimit: 90 } as const;
export const RULES: readonly Rule[] = [
  { type: 'sustained' as const, ...limits, forMinutes: 2, minReadings: 2, maxGapMinutes: 5 },
  { type: 'average' as const, ...limits, windowMinutes: 7, minReadings: 3 },
  { type: 'hour' as const, ...limits, minReadings: 4 },
].map((condition) => ({
  ...{ name: condition.type, severity: 'high', whom: {}, enabled: true, since: 0, lateAfterMinutes: 10 },
  condition,
}));

/** A write by its number: some readings of one user, some of them late, some corrections. */
export function readingsOf(write: number): { userId: number; timestamp: number; heartRate: number }[] {
  const userId = USERS[write % USERS.length]!;
  return Array.from({ length: 4 }, (_, at) => {
    const minute = ((write * 5 + at) % 90) + (write % 7 === 0 ? 3 : 0);
    return { userId, timestamp: START + minute * MINUTE, heartRate: 60 + ((write * 29 + at * 3) % 80) };
  });
}
