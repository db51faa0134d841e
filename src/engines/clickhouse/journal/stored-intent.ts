import type { Region } from '../rollups/region.ts';
import type { Intent } from './intent.ts';

type AsStored = 'delete-readings' | 'delete-users' | 'rebuild';

/**
 * An intent as stored in journals. The names are those of the first version and never change: a program must read what an older
 * or newer one has left.
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

/** Decodes an intent; `undefined` when this program does not know it. */
export function decodeIntent(stored: unknown): Intent | undefined {
  if (typeof stored !== 'object' || stored === null || !('kind' in stored)) return undefined;
  if (stored.kind === 'take-over') return { kind: 'recovery' };
  if (stored.kind === 'write' && 'scopes' in stored && Array.isArray(stored.scopes)) {
    return { kind: 'write', regions: stored.scopes as Region[] };
  }
  return AS_STORED.has(stored.kind) ? (stored as Intent) : undefined;
}
