import type { Memtable } from './memtable.ts';

/** The state of a store at which a query looks: what the parts hold, and what has to be added to it. */
export interface View {
  /** The readings that the parts do not hold, or that are being put there. Take them when everything else has been read. */
  tables(): readonly Memtable[];
  /** Whether what was read from the parts since the view was taken is what they hold now, apart from what is being put there. */
  isCurrent(): boolean;
  /** Whether that may be cached: nothing but that is being written. */
  mayCache(): boolean;
  /** A further condition on raw readings, which leaves out those that are being put there; empty for none. */
  readonly rawCondition: string;
  /**
   * What a row of a roll-up, read from the parts, has too much: count and sum of the readings that are being put there, where the
   * row is of their version already.
   */
  excess(bucketId: number, userId: number, version: number): { readonly count: number; readonly sum: number };
}

export const NO_EXCESS = { count: 0, sum: 0 } as const;
