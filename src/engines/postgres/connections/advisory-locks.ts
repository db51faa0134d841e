/** First half of the keys of our advisory locks, so that they do not collide with another program's. */
const OURS = 0x70756c73;

/** Keys of the advisory locks, each for `pg_advisory_xact_lock(int, int)`. */
export const LOCKS = {
  /** Held while the schema is changed. */
  migration: [OURS, 1],
  /** Held shared by writers, exclusively by deletions across all users. */
  writers: [OURS, 2],
  /** Held while partitions are made. */
  partitions: [OURS, 3],
  /** Held while users are given external ids. */
  externalIds: [OURS, 4],
  /** Held while the schema of the state of services is changed. */
  serviceState: [OURS, 5],
} as const satisfies Record<string, readonly [number, number]>;
