import type { User } from './user.ts';

/**
 * Merges new data into a stored user: known values win, unknown ones leave the stored value unchanged. Unknown are an empty name,
 * the gender `unknown`, and an external id, an age or a birth date that is `null`.
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
