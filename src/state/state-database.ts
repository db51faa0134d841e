/** What a column of the state holds. */
export type StateValue = string | number | Uint8Array | null;

/** The columns of a row in the order of the statement. */
export type StateRow = readonly StateValue[];

/** One statement of a transaction. */
export interface StateStatement {
  readonly text: string;
  readonly values?: readonly StateValue[];
  /** Whether nothing at all is done unless it returns a row. */
  readonly guards?: boolean;
}

/** How a state is opened. */
export interface StateOptions {
  /** Whether a change waits for the disk of this machine; on a server it always waits for that of the server. */
  readonly durable: boolean;
  /** Whether to make a state where there is none (the default); otherwise that is an error, `STORE_NOT_FOUND`. */
  readonly create?: boolean;
}

/**
 * The database of what a service must remember, whatever store it serves: in a file of its own, or on a server that several
 * services share. All that is kept in it is written in SQL that both dialects read alike; only the tables differ, which each
 * makes by its own migrations.
 */
export interface StateDatabase {
  /** Whether other services may work with the same state at the same time. */
  readonly isShared: boolean;
  /**
   * Runs one statement, which is atomic by itself, and returns its rows. Tables are named `state.api_keys`, values are `?`, and
   * `state.now_ms()` is the time by the clock of the database. `FOR UPDATE` and `FOR SHARE` lock the rows that a subquery reads, where
   * other statements may run at the same time. When the connection breaks, a statement may be carried out twice.
   *
   * @throws PulsebaseError `CONNECTION_FAILED` when a server cannot be reached; `INVALID_ARGUMENT` for a text with a NUL, which not
   *   every database holds; an error of the database.
   */
  query(text: string, values?: readonly StateValue[]): Promise<StateRow[]>;
  /** The same state by a connection of its own, for what must not wait behind requests; closed with it. */
  readonly apart: Pick<StateDatabase, 'query'>;
  /**
   * Runs statements one after the other, all or none, and returns the rows of each; `undefined` when one that guards returned none,
   * and nothing was done.
   *
   * @throws PulsebaseError `CONNECTION_FAILED`, after which all may have been done or nothing; otherwise as `query`.
   */
  transaction(statements: readonly StateStatement[]): Promise<StateRow[][] | undefined>;
  close(): Promise<void>;
}
