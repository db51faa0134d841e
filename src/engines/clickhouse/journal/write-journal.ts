import type { Intent } from '../chdb/journal-file.ts';

/**
 * Where a store notes what is about to be done, and takes its versions from: a file for one process, tables for several.
 * The order of every write is: begin, raw readings, roll-ups with versions taken after them, done.
 */
export interface WriteJournal {
  /** Intents of this process, and those left over by others, whose statements may not all have been done; oldest first. */
  readonly pending: ReadonlyMap<number, Intent>;
  /**
   * A version that is above every one whose taking had ended when this one's began; no two are the same.
   */
  nextVersion(): Promise<number>;
  /**
   * Writes an intent down; it is kept when the promise settles. Gives its number, which is also a fresh version.
   *
   * @param drain Does what this process has pending; called when a deletion elsewhere waits for that.
   */
  begin(intent: Intent, drain: () => Promise<void>): Promise<number>;
  /** Marks intents as done. */
  done(ids: readonly number[]): Promise<void>;
  /**
   * Runs work that computes roll-ups from the level below, each statement with a version from `version`. The work may be
   * run twice: the second time with versions of its own for each statement.
   */
  recompute(work: (version: () => Promise<number>) => Promise<void>): Promise<void>;
  /**
   * Whether another process has begun a write that is not done, so that readings may stand there which no roll-up holds yet.
   * Left out where there are no others.
   */
  isWrittenElsewhere?(): Promise<boolean>;
  /** Calls `takeOver` when a process died and left something to be done: beginning that intent puts it into `pending`. */
  watch(takeOver: () => Promise<void>): void;
  /** Ends that; settles when a take-over that is under way has ended. Left out where nothing is ever taken over. */
  unwatch?(): Promise<void>;
  /** Looks whether this process may still do what it has begun. Called before statements that cannot be taken back. */
  hold(): Promise<void>;
  close(): Promise<void>;
}
