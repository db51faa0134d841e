import type { Intent } from './intent.ts';

/**
 * Where a store notes what is about to be done, and takes its versions from: a file for one process, tables for several.
 * The order of every write is: begin, raw readings, roll-ups with versions taken after them, done.
 */
export interface WriteJournal {
  /** Intents of this process, and those left by others that died, whose statements may not all have been done; oldest first. */
  readonly pending: ReadonlyMap<number, Intent>;
  /** A version above every one that had been given when it was asked for. No two are the same. */
  nextVersion(): Promise<number>;
  /**
   * Writes an intent down; it is kept when the promise settles. Gives its number, which is also a fresh version.
   *
   * @param drain Does what this process has pending: called when a deletion of another process waits for that.
   */
  begin(intent: Intent, drain: () => Promise<void>): Promise<number>;
  /** Marks intents as done. */
  done(ids: readonly number[]): Promise<void>;
  /**
   * Runs work that computes roll-ups from the level below, each statement with a version from `version`. The work may be
   * run twice: the second time with versions of its own for each statement.
   */
  recompute(work: (version: () => Promise<number>) => Promise<void>): Promise<void>;

  /** Whether another process has begun a write that is not done: the store may hold readings that no roll-up does yet. */
  hasOthersUnderWay(): Promise<boolean>;
  /** Gives what was seen of the store, or, where another process may have changed that since, what `look` sees now. */
  confirm<T>(seen: T, look: () => Promise<T>): Promise<T>;
  /**
   * Runs work while no other process writes.
   *
   * @param exclusively Runs work under an intent of the kind `recovery`, and finishes all that is pending.
   */
  alone<T>(work: () => Promise<T>, exclusively: <R>(work: () => Promise<R>) => Promise<R>): Promise<T>;
  /** Calls `recover` when a process died and left something to be done: beginning that intent puts it into `pending`. */
  watch(recover: () => Promise<void>): void;
  /** Ends the watch; settles when a recovery that is under way has ended. */
  unwatch(): Promise<void>;
  /**
   * Called before statements that cannot be taken back.
   *
   * @throws PulsebaseError `TIMEOUT` when another process may have taken this one for dead, and does what it had pending.
   */
  ensureLease(): Promise<void>;
  close(): Promise<void>;
}
