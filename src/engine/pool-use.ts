/** What the connections of a store to its engine are doing at this moment. */
export interface PoolUse {
  /** Connections that carry a statement. */
  readonly inUse: number;
  /** Connections that are open and carry none. */
  readonly idle: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
}
