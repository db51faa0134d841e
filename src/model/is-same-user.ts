import type { User } from './user.ts';

/** Whether two users with one id are the same in everything else. */
export function isSameUser(a: User, b: User): boolean {
  return (
    a.externalId === b.externalId &&
    a.name === b.name &&
    a.gender === b.gender &&
    a.age === b.age &&
    a.birthDate === b.birthDate
  );
}
