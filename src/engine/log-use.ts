/** The readings that a store has acknowledged and keeps in its log, and in memory, until it has put them into its parts. */
export interface LogUse {
  /** Estimated bytes of memory that they take. */
  readonly bytes: number;
  /** The most bytes that they may take (`MEMTABLE_LIMIT`); beyond it writes wait. */
  readonly maxBytes: number;
  /** How often, since the store was opened, they could not be put into the parts; it is tried again. */
  readonly failedFlushes: number;
}
