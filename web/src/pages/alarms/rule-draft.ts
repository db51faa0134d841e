import type { RuleInput } from '../../../../src/alarms/require-rule.ts';
import type { Rule } from '../../../../src/client/alarms.ts';
import { GENDERS } from '../../parts/genders.ts';
import type { Severity } from '../../parts/severity.tsx';

export const RULE_TYPES = ['sustained', 'average', 'hour', 'silence'] as const;
export type RuleType = (typeof RULE_TYPES)[number];

/** A rule as a form holds it: numbers are texts until they are sent. */
export interface RuleDraft {
  /** Of the rule that it changes. */
  readonly id?: string;
  readonly name: string;
  readonly severity: Severity;
  readonly type: RuleType;
  readonly direction: 'above' | 'below';
  readonly limit: string;
  readonly endLimit: string;
  readonly forMinutes: string;
  readonly windowMinutes: string;
  readonly minReadings: string;
  readonly maxGapMinutes: string;
  readonly minAge: string;
  readonly gender: string;
  readonly enabled: boolean;
  /** Users whom it names, which the form leaves as they are. */
  readonly userIds?: readonly number[];
}

export const NEW_RULE: RuleDraft = {
  ...{ name: '', severity: 'high', type: 'sustained', direction: 'above', limit: '120', endLimit: '' },
  ...{
    forMinutes: '10',
    windowMinutes: '30',
    minReadings: '3',
    maxGapMinutes: '5',
    minAge: '',
    gender: '',
    enabled: true,
  },
};

export function draftOf({ id, name, severity, condition, whom, enabled }: Rule): RuleDraft {
  const given = Object.fromEntries(
    Object.entries(condition).flatMap(([field, value]) => (typeof value === 'number' ? [[field, String(value)]] : [])),
  );
  return {
    ...NEW_RULE,
    ...given,
    ...{ id, name, severity, type: condition.type, enabled },
    ...(condition.type === 'silence' ? {} : { direction: condition.direction }),
    minAge: whom.minAge === undefined ? '' : String(whom.minAge),
    gender: (whom.gender ?? []).join(','),
    ...(whom.userIds === undefined ? {} : { userIds: whom.userIds }),
  };
}

/** The rule that a form stands for; what is wrong with it the service says. */
export function ruleOf(draft: RuleDraft): RuleInput {
  const { name, severity, type, direction, minAge, gender, enabled, userIds } = draft;
  const limit = {
    ...{ direction, limit: Number(draft.limit) },
    ...(draft.endLimit === '' ? {} : { endLimit: Number(draft.endLimit) }),
  };
  const minReadings = Number(draft.minReadings);
  const conditions: Readonly<Record<RuleType, RuleInput['condition']>> = {
    sustained: {
      ...{ type: 'sustained', ...limit, minReadings },
      ...{ forMinutes: Number(draft.forMinutes), maxGapMinutes: Number(draft.maxGapMinutes) },
    },
    average: { type: 'average', ...limit, minReadings, windowMinutes: Number(draft.windowMinutes) },
    hour: { type: 'hour', ...limit, minReadings },
    silence: { type: 'silence', forMinutes: Number(draft.forMinutes) },
  };
  const genders = GENDERS.filter((known) => gender.split(',').includes(known));
  return {
    ...{ name, severity, condition: conditions[type], enabled },
    whom: {
      ...(minAge === '' ? {} : { minAge: Number(minAge) }),
      ...(genders.length === 0 ? {} : { gender: genders }),
      ...(userIds === undefined ? {} : { users: userIds }),
    },
  };
}
