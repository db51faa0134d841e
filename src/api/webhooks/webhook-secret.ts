import { randomBytes } from 'node:crypto';

/** A secret that signs, and until when. */
export interface SigningSecret {
  readonly secret: string;
  /** Unix milliseconds by the clock of the state; `null` for the current one. */
  readonly until: number | null;
}

const PREFIX = 'whsec_';
/** The specification has 24 to 64. */
const BYTES = 32;
/** The most secrets that sign at a time: each adds to a header. */
const MAX_SECRETS = 4;

/** A new secret, as receivers take it. */
export function makeWebhookSecret(): string {
  return PREFIX + randomBytes(BYTES).toString('base64');
}

export function bytesOfSecret(secret: string): Uint8Array {
  return Buffer.from(secret.slice(PREFIX.length), 'base64');
}

/** The secrets that sign at an instant, the newest first. */
export function secretsAt(secrets: readonly SigningSecret[], now: number): string[] {
  return secrets.filter(({ until }) => until === null || until > now).map(({ secret }) => secret);
}

/** Puts a new secret first; the one before it signs until `until`, and those before that no longer than they did. */
export function withNewSecret(
  secrets: readonly SigningSecret[],
  secret: string,
  { now, until }: { readonly now: number; readonly until: number },
): SigningSecret[] {
  const old = secrets
    .map((known) => ({ secret: known.secret, until: Math.min(known.until ?? until, until) }))
    .filter((known) => known.until > now);
  return [{ secret, until: null }, ...old].slice(0, MAX_SECRETS);
}
