import type { Condition } from '../rule.ts';
import { AVERAGE } from './average.ts';
import { HOUR } from './hour.ts';
import type { ConditionKind } from './machine.ts';
import { SILENCE } from './silence.ts';
import { SUSTAINED } from './sustained.ts';

type Kinds = { readonly [T in Condition['type']]: ConditionKind<Extract<Condition, { type: T }>> };

const KINDS: Kinds = { sustained: SUSTAINED, average: AVERAGE, hour: HOUR, silence: SILENCE };

/** The kind of a condition, which knows how to evaluate it. */
export function kindOfCondition<C extends Condition>(condition: C): ConditionKind<C> {
  return KINDS[condition.type] as unknown as ConditionKind<C>;
}
