import type { User } from './user.ts';

/**
 * A stored user after more was told of the person: what is known wins, and what is not known leaves the stored fact as it
 * is. Not known are an empty name, the gender `unknown`, and an external id, an age or a birth date that is `null`.
 */
export function mergeUser(stored: User, told: User): User {
  return {
    id: stored.id,
    externalId: told.externalId ?? stored.externalId,
    name: told.name === '' ? stored.name : told.name,
    gender: told.gender === 'unknown' ? stored.gender : told.gender,
    age: told.age ?? stored.age,
    birthDate: told.birthDate ?? stored.birthDate,
  };
}
