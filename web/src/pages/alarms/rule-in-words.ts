import type { Rule } from '../../../../src/client/alarms.ts';
import { formatDuration } from '../../format/instants.ts';
import { formatBpm } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';

const MINUTE = 60_000;

/** When a rule raises an alarm and about whom, in a line. */
export function ruleInWords({ condition, whom }: Pick<Rule, 'condition' | 'whom'>): string {
  const parts: string[] = [text(`ruleType_${condition.type}`)];
  if (condition.type !== 'silence') {
    parts.push(`${text(`direction_${condition.direction}`)} ${formatBpm(condition.limit)} ${text('bpm')}`);
  }
  if ('forMinutes' in condition) parts.push(formatDuration(condition.forMinutes * MINUTE));
  if ('windowMinutes' in condition) parts.push(formatDuration(condition.windowMinutes * MINUTE));
  const people = [
    ...(whom.minAge === undefined ? [] : [`${text('cohortOlder')} ${whom.minAge}`]),
    ...(whom.gender ?? []).map((gender) => text(gender)),
    ...(whom.userIds === undefined ? [] : [text('peopleCount', { n: whom.userIds.length })]),
  ];
  return `${parts.join(' · ')} — ${people.length === 0 ? text('ruleEverybody') : people.join(', ')}`;
}
