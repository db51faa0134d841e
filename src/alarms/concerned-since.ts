import type { User } from '../model/user.ts';
import type { Rule } from './rule.ts';

/** What a rule may ask of a user. */
export type PersonOfRule = Pick<User, 'id' | 'gender' | 'age' | 'birthDate'>;

/**
 * From when on a rule concerns a user: the first instant whose readings count, in Unix milliseconds; `undefined` when it does not.
 * With a `minAge` that is the UTC day on which a cohort with the same `minAge` would first hold the user.
 */
export function concernedSince({ whom, since }: Pick<Rule, 'whom' | 'since'>, user: PersonOfRule): number | undefined {
  const { minAge, gender, userIds } = whom;
  if (userIds !== undefined && !userIds.includes(user.id)) return undefined;
  if (gender !== undefined && !gender.includes(user.gender)) return undefined;
  if (minAge === undefined) return since;
  if (user.birthDate === null) return user.age !== null && user.age > minAge ? since : undefined;
  const [year, month, day] = user.birthDate.split('-').map(Number) as [number, number, number];
  // 29 February in a common year is 1 March here, as it is for cohorts.
  const oldEnough = Date.UTC(year + Math.max(Math.floor(minAge), -1) + 1, month - 1, day);
  // Nobody gets as old as time itself.
  return Number.isNaN(oldEnough) ? undefined : Math.max(since, oldEnough);
}
