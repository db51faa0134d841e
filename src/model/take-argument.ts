import { PulsebaseError } from './pulsebase-error.ts';
import { showValue } from './show-value.ts';
import { describeUnknownKey, unknownKey } from './unknown-key.ts';

/** Checks and converts the value of one field; throws `INVALID_ARGUMENT` that names the field. */
export type FieldRule = (value: unknown, field: string) => unknown;

/** A rule for each field of an argument: the compiler ensures that none is missing and none superfluous. */
export type RulesOf<T> = { readonly [K in keyof T]-?: FieldRule };

/** The values that the rules return for an argument. */
export type Taken<R> = { readonly [K in keyof R]: R[K] extends (...args: never[]) => infer V ? V : never };

/**
 * Checks an object field by field. A key without a rule is an error, since a misspelt one must not count as omitted.
 *
 * @param name What the argument is called in messages, such as `query`.
 * @throws PulsebaseError `INVALID_ARGUMENT` that names the field, or the argument when it is not an object.
 */
export function takeArgument<R extends Readonly<Record<string, FieldRule>>>(
  name: string,
  value: unknown,
  rules: R,
): Taken<R> {
  return readArgument(name, () => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new PulsebaseError('INVALID_ARGUMENT', `${name} must be an object, not ${showValue(value)}`, {
        field: name,
      });
    }
    const known = Object.keys(rules);
    const unknown = unknownKey(value, known);
    if (unknown !== undefined) {
      throw new PulsebaseError('INVALID_ARGUMENT', describeUnknownKey(unknown, known, `in ${name}`), {
        field: unknown.slice(0, 100),
      });
    }
    const given = value as Readonly<Record<string, unknown>>;
    return Object.fromEntries(known.map((field) => [field, rules[field]!(given[field], field)])) as Taken<R>;
  });
}

/**
 * Reads an argument with code that the caller may have a hand in: getters, proxies, iterators.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` for whatever that code throws.
 */
export function readArgument<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof PulsebaseError) throw cause;
    throw new PulsebaseError('INVALID_ARGUMENT', `${name} cannot be read: ${showError(cause)}`, { field: name, cause });
  }
}

function showError(cause: unknown): string {
  return cause instanceof Error ? String(cause.message).split('\n', 1)[0]! : showValue(cause);
}
