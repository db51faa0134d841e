import { PulsebaseError } from '../model/pulsebase-error.ts';

/** The error for a location without a store, where none may be created. */
export function storeNotFound(location: string): PulsebaseError {
  return new PulsebaseError('STORE_NOT_FOUND', `there is no store in ${location}`);
}
