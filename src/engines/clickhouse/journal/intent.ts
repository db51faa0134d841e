import type { Region } from '../rollups/region.ts';

/** What is about to be done to the raw readings, written down before the first of its statements. */
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
  /** Nothing of its own: to finish what processes that died had begun, or to keep other writers away. */
  | { readonly kind: 'recovery' };

export type Deletion = Extract<Intent, { kind: 'delete-users' | 'delete-readings' }>;

/** Whether an intent needs the store for itself. */
export function isExclusive({ kind }: Intent): boolean {
  return kind !== 'write';
}
