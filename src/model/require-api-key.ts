import { PulsebaseError } from './pulsebase-error.ts';

/** No message contains the key: even an invalid one is a secret. */
export function requireApiKey(value: unknown, field: string): string {
  if (typeof value === 'string' && /^[\x21-\x7e]{1,1000}$/.test(value)) return value;
  throw new PulsebaseError(
    'INVALID_ARGUMENT',
    `${field} must be text of 1 to 1000 printable ASCII characters without spaces`,
    {
      field,
    },
  );
}
