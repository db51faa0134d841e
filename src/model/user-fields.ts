import { USER_RULES } from './parse-user.ts';
import { plainName } from './plain-name.ts';
import { PulsebaseError } from './pulsebase-error.ts';
import { showValue } from './show-value.ts';
import type { User } from './user.ts';

export type UserField = keyof User;

/** Unknown names to ignore in data about users: all of them, or those listed. */
export type IgnoredColumns = true | readonly string[];

/** Whether to ignore a name, given as {@link plainName} returns it. */
export type PassedOver = (plain: string) => boolean;

const FIELDS: ReadonlyMap<string, UserField> = new Map(
  (Object.keys(USER_RULES) as UserField[]).map((field) => [plainName(field), field]),
);

const PASS_OVER = 'to pass it over, add --ignore-columns (over HTTP and in the library: ignoreColumns)';

/** The rule for names to ignore: built once for all rows, since the list may be long. */
export function passedOver(ignored: IgnoredColumns = []): PassedOver {
  if (ignored === true) return (plain) => !FIELDS.has(plain);
  const names = new Set(ignored.map(plainName));
  return (plain) => names.has(plain);
}

/**
 * Finds the fields of a user among the names of a header, or of an object's members. Case, blanks and underscores do not matter:
 * `birthDate`, `birth_date` and `Birth Date` are one field.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` for an unknown name that is not to be ignored, and for two names of one field:
 *   nothing is dropped silently.
 */
export function userFields(names: readonly string[], isPassedOver: PassedOver): ReadonlyMap<UserField, number> {
  const found = new Map<UserField, number>();
  for (const [at, name] of names.entries()) {
    const plain = plainName(name);
    if (isPassedOver(plain)) continue;
    const field = FIELDS.get(plain);
    if (field === undefined) throw refused(name, whyUnknown(name, at));
    const other = found.get(field);
    if (other !== undefined) {
      throw refused(name, `${showValue(names[other]!)} and ${showValue(name)} are the same field; keep one of them`);
    }
    found.set(field, at);
  }
  return found;
}

/** The fields of a user in an object from outside; members that are `undefined` count as left out. Throws as {@link userFields}. */
export function userFieldsOf(
  object: { readonly [name: string]: unknown },
  isPassedOver: PassedOver,
): { readonly [field in UserField]?: unknown } {
  const names = Object.keys(object).filter((name) => object[name] !== undefined);
  return Object.fromEntries([...userFields(names, isPassedOver)].map(([field, at]) => [field, object[names[at]!]]));
}

function whyUnknown(name: string, at: number): string {
  const what = plainName(name) === '' ? `column ${at + 1} has no name` : `${showValue(name)} is not a field of a user`;
  return `${what}; known are id,external_id,name,gender,age,birth_date; ${PASS_OVER}`;
}

function refused(field: string, message: string): PulsebaseError {
  return new PulsebaseError('INVALID_ARGUMENT', message, { field });
}
