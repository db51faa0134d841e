/** What an engine needs besides its URL, with no defaults of its own: see `config/default-options.ts`. */
export interface EngineOptions {
  /** Connections kept open, 1 to 1000. */
  readonly poolSize: number;
  /** Connections that may be opened beyond `poolSize` under load, 0 to 1000. */
  readonly maxOverflow: number;
  /** Seconds that a caller waits for a connection before `POOL_TIMEOUT`, 0.1 to 3600. */
  readonly poolTimeout: number;
  /** Seconds after which a connection is replaced, at least 1; -1 is never. */
  readonly poolRecycle: number;
  /** Memory in bytes that an engine inside the process may use, at least 1 MiB. */
  readonly memoryLimit: number;
  /** Memory in bytes for readings that are acknowledged and not in the engine's parts yet, at least 1 MiB. */
  readonly memtableLimit: number;
  /** Whether a write is acknowledged only after fsync. */
  readonly durable: boolean;
  /** Seconds after which the engine cancels a query with `TIMEOUT`, 0.1 to 86,400. */
  readonly queryTimeout: number;
  /** Whether to create a store where there is none (the default); otherwise opening fails with `STORE_NOT_FOUND`. */
  readonly create?: boolean;
  /** Receives one-line warnings for the operator. */
  readonly onWarning: (message: string) => void;
}
