import { parseExternalId } from './external-id.ts';
import { notAllowed } from './field-rules.ts';
import { civilToMs } from './instant.ts';
import { PulsebaseError } from './pulsebase-error.ts';
import { type RulesOf, takeArgument } from './take-argument.ts';
import { GENDERS, type Gender, type PutUser, type User } from './user.ts';
import { requireUserId } from './user-id.ts';

const MAX_NAME_LENGTH = 1000;

/**
 * Makes a user of values from outside (a caller's object, or the cells of a CSV row). Empty text counts as omitted; an unknown
 * key is refused, so that nothing is lost under a wrong name.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` that names the field.
 */
export function parseUser(input: unknown): PutUser {
  const user = takeArgument('user', input, USER_RULES);
  if (user.id !== undefined || user.externalId !== null) return user;
  throw new PulsebaseError('INVALID_ARGUMENT', 'a user needs an id, an external id, or both', { field: 'id' });
}

/** A gender code, in any case; `unknown` when omitted. */
export function parseGender(value: unknown): Gender {
  if (isAbsent(value)) return 'unknown';
  const code = typeof value === 'string' ? value.trim().toLowerCase() : value;
  const gender = GENDERS.find((known) => known === code);
  if (gender === undefined) throw notAllowed('gender', `one of ${GENDERS.join(', ')}`, value);
  return gender;
}

function parseName(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string' || value.length > MAX_NAME_LENGTH || value.includes('\0')) {
    throw notAllowed('name', `text of at most ${MAX_NAME_LENGTH} characters without NUL`, value);
  }
  // A lone surrogate has no UTF-8 form: no engine could return it.
  return value.toWellFormed();
}

function parseAge(value: unknown): number | null {
  if (isAbsent(value)) return null;
  const age = typeof value === 'string' && /^\s*\d{1,3}\s*$/.test(value) ? Number(value) : value;
  if (typeof age !== 'number' || !Number.isInteger(age) || age < 0 || age > 150) {
    throw notAllowed('age', 'completed years from 0 to 150', value);
  }
  return age;
}

function parseBirthDate(value: unknown): string | null {
  if (isAbsent(value)) return null;
  const match = typeof value === 'string' ? /^\s*(\d{4})-(\d{2})-(\d{2})\s*$/.exec(value) : null;
  const [, year, month, day] = match ?? [];
  const known = match !== null && civilToMs(Number(year), Number(month), Number(day), 0, 0, 0, 0) !== undefined;
  if (!known || Number(year) < 1800 || Number(year) > 2100) {
    throw notAllowed('birthDate', 'a date such as 1990-05-31, from 1800 to 2100', value);
  }
  return `${year}-${month}-${day}`;
}

function parseId(value: unknown, field: string): number | undefined {
  return isAbsent(value) ? undefined : requireUserId(value, field);
}

/** The rules of all fields of a user. */
export const USER_RULES = {
  id: parseId,
  externalId: parseExternalId,
  name: parseName,
  gender: parseGender,
  age: parseAge,
  birthDate: parseBirthDate,
} satisfies RulesOf<User>;

function isAbsent(value: unknown): value is undefined | null | string {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
