import { notAllowed } from './field-rules.ts';
import { MAX_EXTERNAL_ID_LENGTH } from './user-name.ts';

/** The prefix of an external id in a path of the service. */
export const EXTERNAL_PREFIX = 'ext:';

/** Control characters, also beyond ASCII. */
const CONTROL = /\p{Cc}/u;

/**
 * Whether a text can be the external id of a user: 1 to 255 characters, none of them a control character, not only blanks, and
 * well-formed, since no engine could return a lone surrogate.
 */
export function isExternalId(text: string): boolean {
  return text.length <= MAX_EXTERNAL_ID_LENGTH && text.trim() !== '' && text.isWellFormed() && !CONTROL.test(text);
}

/**
 * Returns the external id in a value from outside, unchanged; `null` when it is omitted or empty.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` that names the field.
 */
export function parseExternalId(value: unknown, field = 'externalId'): string | null {
  if (value === undefined || value === null || value === '') return null;
  return requireExternalId(value, field);
}

/** Like {@link parseExternalId}, but required. */
export function requireExternalId(value: unknown, field = 'externalId'): string {
  if (typeof value === 'string' && isExternalId(value)) return value;
  throw notAllowed(field, `text of 1 to ${MAX_EXTERNAL_ID_LENGTH} characters without control characters`, value);
}
