import { UserName } from './user-name.ts';

/** Stands for the user of a reading that names two. */
export const TWO_USERS = Symbol('both userId and user');

/** Returns the user of a reading that has a `userId`, a `user`, or both, in the form that `ReadingBlock.add` takes. */
export function userOfReading(userId: unknown, user: unknown): unknown {
  if (user === undefined || user === null || user === '') return userId;
  if (userId !== undefined && userId !== null) return TWO_USERS;
  return typeof user === 'string' ? new UserName(user) : user;
}
