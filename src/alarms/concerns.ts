import { ageRule, birthDateNumber } from '../model/age-rule.ts';
import type { User } from '../model/user.ts';
import type { Whom } from './rule.ts';

/** What a rule may ask of a user. */
export type PersonOfRule = Pick<User, 'id' | 'gender' | 'age' | 'birthDate'>;

/**
 * Whether a rule concerns a user at an instant (Unix ms), as a cohort with the same `minAge` and `gender` whose window ends with it
 * would hold the user.
 */
export function concerns({ minAge, gender, userIds }: Whom, user: PersonOfRule, at: number): boolean {
  if (userIds !== undefined && !userIds.includes(user.id)) return false;
  if (gender !== undefined && !gender.includes(user.gender)) return false;
  if (minAge === undefined) return true;
  const { olderThan, bornBy } = ageRule(minAge, at);
  if (user.birthDate !== null) return birthDateNumber(user.birthDate) <= bornBy;
  return user.age !== null && user.age > olderThan;
}
