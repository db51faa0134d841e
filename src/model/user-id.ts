import { PulsebaseError } from './pulsebase-error.ts';
import { showValue } from './show-value.ts';

/** Ids run from 1 to 2^53 - 1, so that a JavaScript number and a JSON document hold each of them exactly. */
export const MAX_USER_ID = Number.MAX_SAFE_INTEGER;

/**
 * Returns the user id in a value from outside, or `undefined` when it is not one. Accepts an integer, or text in plain decimal
 * digits, with or without blanks around them. `007` is refused, since it may not mean 7, and so are `1e3`, `0x10`, `1.0` and
 * signs.
 */
export function parseUserId(value: unknown): number | undefined {
  if (typeof value === 'string') return shortDigits(value) ?? longDigits(value);
  return typeof value === 'number' ? validId(value) : undefined;
}

/** Fast path for ids of up to 15 digits, without a regular expression: a file of readings has one per row. */
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
 * Returns the user id in a text of plain digits and nothing else; `undefined` for any other text, which can only be an external
 * id.
 */
export function canonicalUserId(text: string): number | undefined {
  const id = parseUserId(text);
  return id !== undefined && String(id) === text ? id : undefined;
}

/** Whether a value is a user id itself, rather than its text. */
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
