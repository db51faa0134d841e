import type { Region } from '../rollups/region.ts';
import type { Intent } from './intent.ts';

type AsStored = 'delete-readings' | 'delete-users' | 'rebuild';

/**
 * An intent as journals hold it. The words are those of the first version and stay: a program reads what an older or a newer
 * one has left.
 */
export type StoredIntent =
  | Extract<Intent, { kind: AsStored }>
  | { readonly kind: 'write'; readonly scopes: readonly Region[] }
  | { readonly kind: 'take-over' };

const AS_STORED: ReadonlySet<unknown> = new Set<AsStored>(['delete-readings', 'delete-users', 'rebuild']);

export function encodeIntent(intent: Intent): StoredIntent {
  if (intent.kind === 'write') return { kind: 'write', scopes: intent.regions };
  return intent.kind === 'recovery' ? { kind: 'take-over' } : intent;
}

/** The intent that a journal holds; `undefined` when it is not one that this program knows. */
export function decodeIntent(stored: unknown): Intent | undefined {
  if (typeof stored !== 'object' || stored === null || !('kind' in stored)) return undefined;
  if (stored.kind === 'take-over') return { kind: 'recovery' };
  if (stored.kind === 'write' && 'scopes' in stored && Array.isArray(stored.scopes)) {
    return { kind: 'write', regions: stored.scopes as Region[] };
  }
  return AS_STORED.has(stored.kind) ? (stored as Intent) : undefined;
}
