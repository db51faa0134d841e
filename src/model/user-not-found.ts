import { PulsebaseError } from './pulsebase-error.ts';

/** The error about an id that is nobody's; `field` is where it was given. */
export function userNotFound(id: number, field: string): PulsebaseError {
  return new PulsebaseError('USER_NOT_FOUND', `no user has the id ${id}`, { field });
}
