import type { User } from './user.ts';

/** Whether two users with the same id are equal in everything else. */
export function isSameUser(a: User, b: User): boolean {
  return (
    a.externalId === b.externalId &&
    a.name === b.name &&
    a.gender === b.gender &&
    a.age === b.age &&
    a.birthDate === b.birthDate
  );
}
