import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { StateValue } from './state-database.ts';

/**
 * Returns the values of a statement, as long as every database of a state can hold them: PostgreSQL has no NUL in a text.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT`: such a text can only have come from a caller.
 */
export function storable(values: readonly StateValue[]): readonly StateValue[] {
  if (values.some((value) => typeof value === 'string' && value.includes('\0'))) {
    throw new PulsebaseError('INVALID_ARGUMENT', 'text must not hold the character NUL (U+0000); leave it out');
  }
  return values;
}
