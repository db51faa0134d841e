import { createHash, randomBytes } from 'node:crypto';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { showValue } from '../../model/show-value.ts';

/** What a key may do. `admin` may do everything; `metrics` is for monitoring, which must not see anybody's data. */
export const SCOPES = ['read', 'write', 'admin', 'metrics'] as const;

export type Scope = (typeof SCOPES)[number];

/** A key as stored: never the key itself. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** SHA-256 of the whole key. That suffices, as the key holds 256 random bits that nobody can guess. */
  readonly hash: Uint8Array;
}

/** The caller of a service without keys. */
export const ANYBODY: ApiKey = { id: 'insecure', name: 'insecure', scopes: SCOPES, hash: new Uint8Array() };

const FORM = /^pb_([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/;

/** A new key: its id, which is not a secret, and its text, which is shown once. */
export function makeKey(): { readonly id: string; readonly key: string } {
  const id = randomBytes(6).toString('hex');
  return { id, key: `pb_${id}_${randomBytes(32).toString('base64url')}` };
}

/** Returns the id in a key; `undefined` for any other text. */
export function idOfKey(key: string): string | undefined {
  return FORM.exec(key)?.[1];
}

export function hashKey(key: string): Uint8Array {
  return createHash('sha256').update(key).digest();
}

/** @throws PulsebaseError `INVALID_ARGUMENT`. */
export function parseScopes(text: string, divider: RegExp): Scope[] {
  const scopes = text.split(divider).map((word) => {
    const scope = SCOPES.find((known) => known === word.trim().toLowerCase());
    if (scope !== undefined) return scope;
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      `a scope must be one of ${SCOPES.join(', ')}, not ${showValue(word)}`,
      {
        field: 'scopes',
      },
    );
  });
  return [...new Set(scopes)];
}

export function allows(scopes: readonly Scope[], wanted: Scope): boolean {
  return scopes.includes('admin') || scopes.includes(wanted);
}
