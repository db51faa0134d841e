/** Where lines of text are kept in the order in which they come. */
export interface Lines {
  /**
   * Adds a line. The promise settles when it would survive a kill of the process, or when it has to wait because it cannot be
   * written; it never rejects.
   */
  add(text: string): Promise<void>;
  /** Reopens a file, after it was moved away. */
  reopen(): void;
  /** Writes the waiting lines, and ends. */
  close(): Promise<void>;
}

/** Called when lines have trouble. */
export interface LineTrouble {
  /** They can no longer be written; called once until they can again. */
  failed(error: unknown): void;
  /** A line is lost. */
  lost(): void;
}
