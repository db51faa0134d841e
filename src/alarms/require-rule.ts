import { notAllowed, optional, requireBoolean, requireFinite } from '../model/field-rules.ts';
import { parseHeartRate } from '../model/heart-rate.ts';
import { type InstantInput, requireInstant } from '../model/instant.ts';
import { requireName } from '../model/name.ts';
import { type FieldRule, type RulesOf, takeArgument } from '../model/take-argument.ts';
import { GENDERS, type Gender } from '../model/user.ts';
import { requireUserRef, type UserRef } from '../model/user-ref.ts';
import { type Condition, type Rule, SEVERITIES, type Severity } from './rule.ts';

/** A rule as people give it. */
export interface RuleInput {
  /** 1 to 100 characters, unique among the rules. */
  readonly name: string;
  /** `high`, `medium` or `low`. */
  readonly severity: Severity;
  /** Everybody when omitted. */
  readonly whom?: WhomInput | undefined;
  /** When it raises an alarm. */
  readonly condition: Condition;
  /** `true` when omitted. */
  readonly enabled?: boolean | undefined;
  /** Readings before this instant are no affair of the rule; the moment in which it is made when omitted. */
  readonly since?: InstantInput | undefined;
  /** 0 to 10,080 minutes, 10 when omitted: an alarm is retrospective when the reading that raised it was older when it came. */
  readonly lateAfterMinutes?: number | undefined;
}

/** Whom a rule concerns: users to whom all that is given applies. */
export interface WhomInput {
  /** Only users older than this many completed years, on the UTC day on which an episode begins. */
  readonly minAge?: number | undefined;
  /** Only these genders. */
  readonly gender?: Gender | readonly Gender[] | undefined;
  /** Only these users, by id or external id; at most 10,000. */
  readonly users?: readonly UserRef[] | undefined;
}

/** A checked rule whose users have not been looked up. */
export type CheckedRule = Omit<Rule, 'whom'> & {
  readonly whom: Omit<Rule['whom'], 'userIds'> & { readonly users?: readonly UserRef[] | undefined };
};

const WEEK_MINUTES = 7 * 24 * 60;
const MAX_USERS = 10_000;
const MAX_READINGS = 1_000_000;
const DEFAULT_LATE_MINUTES = 10;

const RULE = {
  name: requireName,
  severity: oneOf(SEVERITIES),
  whom: (value: unknown) => (value === undefined ? {} : takeArgument('whom', value, WHOM)),
  condition: requireCondition,
  enabled: optional(requireBoolean),
  since: optional(requireInstant),
  lateAfterMinutes: optional(between(0, WEEK_MINUTES, 'minutes')),
} satisfies RulesOf<RuleInput>;

const WHOM = {
  minAge: optional(requireFinite),
  gender: optional(requireGenders),
  users: optional(requireUsers),
} satisfies RulesOf<WhomInput>;

const LIMIT = {
  type: (value: unknown) => value,
  direction: oneOf(['above', 'below'] as const),
  limit: requireHeartRate,
  endLimit: optional(requireHeartRate),
} satisfies Record<string, FieldRule>;

const minReadings = whole(1, MAX_READINGS);

const CONDITIONS: { readonly [T in Condition['type']]: RulesOf<Extract<Condition, { type: T }>> } = {
  sustained: {
    ...LIMIT,
    forMinutes: between(0, WEEK_MINUTES, 'minutes'),
    minReadings,
    maxGapMinutes: between(0, WEEK_MINUTES, 'minutes'),
  },
  average: { ...LIMIT, windowMinutes: between(1, WEEK_MINUTES, 'minutes'), minReadings },
  hour: { ...LIMIT, minReadings },
  silence: { type: LIMIT.type, forMinutes: between(1, 366 * 24 * 60, 'minutes') },
};

/**
 * Checks a rule from outside.
 *
 * @param now The moment in which it is made, in Unix milliseconds.
 * @throws PulsebaseError `INVALID_ARGUMENT` that names the field.
 */
export function requireRule(rule: unknown, now: number): CheckedRule {
  const {
    enabled = true,
    since = now,
    lateAfterMinutes = DEFAULT_LATE_MINUTES,
    ...rest
  } = takeArgument('rule', rule, RULE);
  return { ...rest, enabled, since, lateAfterMinutes };
}

function requireCondition(value: unknown, field: string): Condition {
  const type = (value as { type?: unknown } | null | undefined)?.type;
  if (typeof type !== 'string' || !Object.hasOwn(CONDITIONS, type)) {
    throw notAllowed(`${field}.type`, `one of ${Object.keys(CONDITIONS).join(', ')}`, type);
  }
  const { endLimit: given, ...condition } = takeArgument(
    field,
    value,
    CONDITIONS[type as Condition['type']],
  ) as Condition & { readonly endLimit?: number };
  if (condition.type === 'silence' || given === undefined) return condition;
  const { direction, limit } = condition;
  const isPast = direction === 'above' ? given > limit : given < limit;
  if (isPast) throw notAllowed('endLimit', `at most the limit for above, at least the limit for below`, given);
  return { ...condition, endLimit: given };
}

function requireHeartRate(value: unknown, field: string): number {
  const milli = typeof value === 'number' ? parseHeartRate(value) : undefined;
  if (milli !== undefined && milli > 0 && milli <= 1_000_000) return milli / 1000;
  throw notAllowed(field, 'a heart rate in bpm, above 0 and at most 1000', value);
}

function requireGenders(value: unknown, field: string): readonly Gender[] {
  const genders = Array.isArray(value) ? value : [value];
  if (genders.length > 0 && genders.every((gender) => GENDERS.includes(gender))) return [...new Set(genders)];
  throw notAllowed(field, `one or several of ${GENDERS.join(', ')}`, value);
}

function requireUsers(value: unknown, field: string): readonly UserRef[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_USERS) {
    throw notAllowed(field, `a list of 1 to ${MAX_USERS} users`, value);
  }
  return value.map((user) => requireUserRef(user, field));
}

function oneOf<T extends string>(words: readonly T[]): (value: unknown, field: string) => T {
  return (value, field) => {
    const word = words.find((each) => each === value);
    if (word === undefined) throw notAllowed(field, `one of ${words.join(', ')}`, value);
    return word;
  };
}

/** A number of minutes that need not be whole; of milliseconds it is, as near as a number of minutes can say. */
function between(least: number, most: number, unit: string): (value: unknown, field: string) => number {
  return (value, field) => {
    if (typeof value === 'number' && value >= least && value <= most) {
      if (Math.abs(value * 60_000 - Math.round(value * 60_000)) < 1e-5) return value;
    }
    throw notAllowed(field, `from ${least} to ${most} ${unit}, in whole milliseconds`, value);
  };
}

function whole(least: number, most: number): (value: unknown, field: string) => number {
  return (value, field) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw notAllowed(field, `an integer from ${least} to ${most}`, value);
  };
}
