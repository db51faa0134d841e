import { notAllowed } from './field-rules.ts';

/**
 * What makes a line of text show otherwise than it is: controls, ends of lines, what turns the direction of writing, and what is not
 * seen. Joiners stay: scripts and emoji need them.
 */
const MISLEADING = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u00ad\u180e\u200b\u2060-\u206f\ufeff]/u;

/**
 * Returns a name that people give to something of a service, such as a rule: 1 to 100 characters that show as they are, without blanks
 * around them. `.` and `..` are refused, since no path of a URL can name them.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` that names the field.
 */
export function requireName(value: unknown, field: string): string {
  if (
    typeof value === 'string' &&
    /^.{1,100}$/u.test(value) &&
    value.trim() === value &&
    value.isWellFormed() &&
    !MISLEADING.test(value) &&
    value !== '.' &&
    value !== '..'
  ) {
    return value;
  }
  throw notAllowed(
    field,
    '1 to 100 characters, all of them to be seen as they are: no controls, no marks of direction, no blanks around them',
    value,
  );
}
