import { PulsebaseError } from './pulsebase-error.ts';
import { showValue } from './show-value.ts';

// What a field of an argument may be, where many arguments agree. Each throws `INVALID_ARGUMENT` that names the field.

/** A rule for a field that may be left out. */
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

/** By its form, not its class: some test environments and older browsers bring one of their own. */
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

/** The error about a value that is not what its field may be. */
export function notAllowed(field: string, allowed: string, value: unknown): PulsebaseError {
  return new PulsebaseError('INVALID_ARGUMENT', `${field} must be ${allowed}, not ${showValue(value)}`, { field });
}
