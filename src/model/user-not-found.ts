import { PulsebaseError } from './pulsebase-error.ts';

/** The error about an id that belongs to no user. */
export function userNotFound(userId: number): PulsebaseError {
  return new PulsebaseError('USER_NOT_FOUND', `no user has the id ${userId}`, { field: 'userId' });
}
