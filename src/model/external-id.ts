import { notAllowed } from './field-rules.ts';
import { MAX_EXTERNAL_ID_LENGTH } from './user-name.ts';

/** What stands before an external id in a path of the service. */
export const EXTERNAL_PREFIX = 'ext:';

/** Control characters of any script. */
const CONTROL = /\p{Cc}/u;

/**
 * Whether a text can be the external id of a user: 1 to 255 characters, none of them a control character, not blanks alone,
 * and well-formed, since no engine could give a lone surrogate back.
 */
export function isExternalId(text: string): boolean {
  return text.length <= MAX_EXTERNAL_ID_LENGTH && text.trim() !== '' && text.isWellFormed() && !CONTROL.test(text);
}

/**
 * The external id that a value from outside stands for, kept as it is; `null` when left out or empty.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` that names the field.
 */
export function parseExternalId(value: unknown, field = 'externalId'): string | null {
  if (value === undefined || value === null || value === '') return null;
  return requireExternalId(value, field);
}

/** The same where it must be given. */
export function requireExternalId(value: unknown, field = 'externalId'): string {
  if (typeof value === 'string' && isExternalId(value)) return value;
  throw notAllowed(field, `text of 1 to ${MAX_EXTERNAL_ID_LENGTH} characters without control characters`, value);
}
