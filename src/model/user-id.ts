import { PulsebaseError } from './pulsebase-error.ts';
import { showValue } from './show-value.ts';

/** Ids run from 1 to 2^53 - 1, so that a JavaScript number and a JSON document hold each of them exactly. */
export const MAX_USER_ID = Number.MAX_SAFE_INTEGER;

/**
 * The user id that a value from outside stands for, or `undefined` when it is none. Takes an integer, or text that writes it
 * in the one way there is: plain decimal digits, with or without blanks around them. `007` may be another's id than 7; it is
 * refused, as are `1e3`, `0x10`, `1.0` and signs.
 */
export function parseUserId(value: unknown): number | undefined {
  if (typeof value === 'string') return shortDigits(value) ?? longDigits(value);
  return typeof value === 'number' ? validId(value) : undefined;
}

/** The id in up to 15 digits, as nearly all are, without a regular expression: a file of readings has one a row. */
function shortDigits(text: string): number | undefined {
  if (text.length > 15 || text.startsWith('0')) return undefined;
  let id = 0;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    id = id * 10 + digit;
  }
  return validId(id);
}

function longDigits(text: string): number | undefined {
  const digits = text.trim();
  return /^[1-9][0-9]{0,15}$/.test(digits) ? validId(Number(digits)) : undefined;
}

function validId(id: number): number | undefined {
  return isUserId(id) ? id : undefined;
}

/**
 * The user id that a text writes in the one way there is: plain digits and nothing else. `undefined` for any other text, which can
 * only be an external id.
 */
export function canonicalUserId(text: string): number | undefined {
  const id = parseUserId(text);
  return id !== undefined && String(id) === text ? id : undefined;
}

/** Whether a value is a user id already, and not only text that stands for one. */
export function isUserId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

/** Like {@link parseUserId}; throws `INVALID_ARGUMENT` that names `field`. */
export function requireUserId(value: unknown, field = 'userId'): number {
  const id = parseUserId(value);
  if (id === undefined) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      `${field} must be an integer from 1 to ${MAX_USER_ID} in plain digits, not ${showValue(value)}`,
      { field },
    );
  }
  return id;
}
