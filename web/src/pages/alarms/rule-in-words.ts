import type { Rule } from '../../../../src/client/alarms.ts';
import { formatDuration } from '../../format/instants.ts';
import { formatBpm } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';

const MINUTE = 60_000;

/** When a rule raises an alarm and about whom, in a line. */
export function ruleInWords({ condition, whom }: Pick<Rule, 'condition' | 'whom'>): string {
  const people = [
    ...(whom.minAge === undefined ? [] : [`${text('cohortOlder')} ${whom.minAge}`]),
    ...(whom.gender ?? []).map((gender) => text(gender)),
    ...(whom.userIds === undefined ? [] : [text('peopleCount', { n: whom.userIds.length })]),
  ];
  return `${conditionInWords(condition)} · ${people.length === 0 ? text('ruleEverybody') : people.join(', ')}`;
}

function conditionInWords(condition: Rule['condition']): string {
  const lasting = (minutes: number) => ({ t: formatDuration(minutes * MINUTE) });
  if (condition.type === 'silence') return text('rule_silence', lasting(condition.forMinutes));
  const beyond = {
    direction: text(`direction_${condition.direction}`),
    limit: formatBpm(condition.limit),
  };
  switch (condition.type) {
    case 'sustained':
      return text('rule_sustained', { ...beyond, ...lasting(condition.forMinutes) });
    case 'average':
      return text('rule_average', { ...beyond, ...lasting(condition.windowMinutes) });
    case 'hour':
      return text('rule_hour', beyond);
  }
}
