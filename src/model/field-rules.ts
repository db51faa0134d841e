import { PulsebaseError } from './pulsebase-error.ts';
import { showValue } from './show-value.ts';

// Rules for fields that several arguments share. Each throws `INVALID_ARGUMENT` that names the field.

/** Makes a rule for an optional field. */
export function optional<T>(
  rule: (value: unknown, field: string) => T,
): (value: unknown, field: string) => T | undefined {
  return (value, field) => (value === undefined ? undefined : rule(value, field));
}

export function requireBoolean(value: unknown, field: string): boolean {
  if (typeof value === 'boolean') return value;
  throw notAllowed(field, 'true or false', value);
}

export function requireFinite(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw notAllowed(field, 'a number', value);
}

export function requireFunction<F>(value: unknown, field: string): F {
  if (typeof value === 'function') return value as F;
  throw notAllowed(field, 'a function', value);
}

/** Duck typing: some test environments and older browsers have a class of their own. */
export function requireSignal(value: unknown, field: string): AbortSignal {
  const signal = value as AbortSignal | null;
  if (
    typeof signal === 'object' &&
    typeof signal?.aborted === 'boolean' &&
    typeof signal.addEventListener === 'function' &&
    typeof signal.removeEventListener === 'function'
  ) {
    return signal;
  }
  throw notAllowed(field, 'an AbortSignal', value);
}

/** The error for a value that its field does not allow. */
export function notAllowed(field: string, allowed: string, value: unknown): PulsebaseError {
  return new PulsebaseError('INVALID_ARGUMENT', `${field} must be ${allowed}, not ${showValue(value)}`, { field });
}
