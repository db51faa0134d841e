import { PulsebaseError } from './pulsebase-error.ts';
import { showValue } from './show-value.ts';
import type { UserRef } from './user-ref.ts';

/** The error about a user id or an external id that belongs to no user. */
export function userNotFound(user: UserRef): PulsebaseError {
  const field = typeof user === 'number' ? 'userId' : 'user';
  return new PulsebaseError('USER_NOT_FOUND', describeNobody(user), { field });
}

/** The one-line message. */
export function describeNobody(user: UserRef): string {
  return typeof user === 'number' ? `no user has the id ${user}` : `no user has the external id ${showValue(user)}`;
}
