import type { Intent } from './intent.ts';

/**
 * Records what is about to be done to a store, and assigns its versions: a file for one process, tables for several.
 * The order of every write is: begin, raw readings, roll-ups with versions taken after them, done.
 */
export interface WriteJournal {
  /** Intents of this process, and those left by others that died, whose statements may not all have been done; oldest first. */
  readonly pending: ReadonlyMap<number, Intent>;
  /** Returns a unique version, above every one assigned before the call. */
  nextVersion(): Promise<number>;
  /**
   * Records an intent; it is durable when the promise settles. Returns its number, which is also a new version.
   *
   * @param drain Finishes what this process has pending: called when a deletion of another process waits for that.
   */
  begin(intent: Intent, drain: () => Promise<void>): Promise<number>;
  /** Marks intents as done. */
  done(ids: readonly number[]): Promise<void>;
  /**
   * Runs work that computes roll-ups from the level below, each statement with a version from `version`. The work may be run
   * twice: the second time with a separate version for each statement.
   */
  recompute(work: (version: () => Promise<number>) => Promise<void>): Promise<void>;

  /** Whether another process has a pending write: the store may hold readings that are not in the roll-ups yet. */
  hasOthersUnderWay(): Promise<boolean>;
  /** Returns what was read of the store, or, if another process may have changed it since, the result of `look`. */
  confirm<T>(seen: T, look: () => Promise<T>): Promise<T>;
  /**
   * Runs work while no other process writes.
   *
   * @param exclusively Runs work under an intent of kind `recovery`, and finishes all that is pending.
   */
  alone<T>(work: () => Promise<T>, exclusively: <R>(work: () => Promise<R>) => Promise<R>): Promise<T>;
  /** Calls `recover` when a process died with work pending: beginning that intent adds it to `pending`. */
  watch(recover: () => Promise<void>): void;
  /** Stops watching; settles when a running recovery has ended. */
  unwatch(): Promise<void>;
  /**
   * Call before statements that cannot be undone.
   *
   * @throws PulsebaseError `TIMEOUT` when another process may have declared this one dead, and taken over its pending work.
   */
  ensureLease(): Promise<void>;
  close(): Promise<void>;
}
