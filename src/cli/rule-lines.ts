import type { Rule } from '../client/alarms.ts';
import { table } from './format/table.ts';

/** Rules as a table for people. */
export function ruleLines(rules: readonly Rule[]): string[] {
  return table(
    ['name', 'severity', 'state', 'whom', 'condition', 'since'].map((title) => ({ title })),
    rules.map((rule) => [
      rule.name,
      rule.severity,
      !rule.enabled ? 'off' : rule.isPending ? 'being applied' : 'on',
      whomOf(rule),
      conditionOf(rule),
      rule.since.toISOString(),
    ]),
  );
}

function whomOf({ whom: { minAge, gender, userIds } }: Rule): string {
  const parts = [
    minAge === undefined ? [] : `older than ${minAge}`,
    gender === undefined ? [] : gender.join(' or '),
    userIds === undefined ? [] : userIds.length === 1 ? `user ${userIds[0]}` : `${userIds.length} users`,
  ].flat();
  return parts.join(', ') || 'everybody';
}

function conditionOf({ condition }: Rule): string {
  if (condition.type === 'silence') return `silent for ${condition.forMinutes} min`;
  const { direction, limit, endLimit, minReadings } = condition;
  const end = endLimit === undefined ? '' : ` until ${endLimit}`;
  const readings = `${minReadings} ${minReadings === 1 ? 'reading' : 'readings'}`;
  const beyond = `${direction} ${limit}${end}`;
  if (condition.type === 'hour') return `average of an hour ${beyond}, ${readings}`;
  if (condition.type === 'average') return `average of ${condition.windowMinutes} min ${beyond}, ${readings}`;
  return `${beyond} for ${condition.forMinutes} min, ${readings}, gaps up to ${condition.maxGapMinutes} min`;
}
