/** What one store can do and another cannot, so that no code depends on an engine's name. */
export interface Capabilities {
  /**
   * How many writes it carries out at once, from 1 on: enough to keep it busy, and few enough to leave queries what they need. More
   * of them wait for each other in the store, so that queueing them costs nothing.
   */
  readonly concurrentWrites: number;
  /**
   * Whether each write, and each deletion, holds locks until it is committed, and looks right before that whether it may be
   * (src/async/commit-check.ts); left out where it does not.
   */
  readonly checksCommits?: true;
  /** Whether other processes may write to the store at the same time; left out where it belongs to one. */
  readonly hasOtherWriters?: true;
}
