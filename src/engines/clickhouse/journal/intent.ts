import type { Region } from '../rollups/region.ts';

/** What is about to be done to the raw readings, recorded before its first statement. */
export type Intent =
  | { readonly kind: 'write'; readonly regions: readonly Region[] }
  | {
      readonly kind: 'delete-readings';
      /** Everybody when `null`. */
      readonly users: readonly number[] | null;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: 'delete-users'; readonly users: readonly number[] }
  /** Every roll-up is in doubt: what the journal held is lost. */
  | { readonly kind: 'rebuild' }
  /** No work of its own: it finishes what dead processes had begun, or excludes other writers. */
  | { readonly kind: 'recovery' };

export type Deletion = Extract<Intent, { kind: 'delete-users' | 'delete-readings' }>;

/** Whether an intent needs exclusive access to the store. */
export function isExclusive({ kind }: Intent): boolean {
  return kind !== 'write';
}
