/** The current use of a store's connections to its engine. */
export interface PoolUse {
  /** Connections that are running a statement. */
  readonly inUse: number;
  /** Open connections that are idle. */
  readonly idle: number;
  /** Callers waiting for a connection. */
  readonly waiting: number;
}
