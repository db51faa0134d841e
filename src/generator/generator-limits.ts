import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import { MAX_USER_ID } from '../model/user-id.ts';

/** State is kept for each user, so their number is bounded. */
export const MAX_USERS = 10_000_000;

export interface Population {
  readonly users: number;
  readonly firstId: number;
}

/** @throws PulsebaseError `INVALID_ARGUMENT` that names `users` or `firstId`. */
export function requirePopulation(options: { readonly users: number; readonly firstId?: number }): Population {
  const users = requireInteger(options.users, 'users', 1, MAX_USERS);
  const firstId = requireInteger(options.firstId ?? 1, 'firstId', 1, MAX_USER_ID - users + 1);
  return { users, firstId };
}

/** @throws PulsebaseError `INVALID_ARGUMENT` that names `field`. */
export function requireInteger(value: unknown, field: string, min: number, max: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw new PulsebaseError(
    'INVALID_ARGUMENT',
    `${field} must be an integer from ${min} to ${max}, not ${showValue(value)}`,
    { field },
  );
}
