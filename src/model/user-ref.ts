import { requireExternalId } from './external-id.ts';
import { notAllowed } from './field-rules.ts';
import { isUserId, MAX_USER_ID } from './user-id.ts';

/**
 * How a caller names a user: a number is the user id; a text is an external id, or, if no user has that, the user id in plain
 * digits (`7`, but not `007`).
 */
export type UserRef = number | string;

/** @throws PulsebaseError `INVALID_ARGUMENT` that names the field. */
export function requireUserRef(value: unknown, field = 'user'): UserRef {
  if (isUserId(value)) return value;
  if (typeof value === 'string') return requireExternalId(value, field);
  throw notAllowed(field, `an integer from 1 to ${MAX_USER_ID} or the text of an external id`, value);
}
