/** What an engine needs to know beside its URL; every field is in force as given. Defaults: `config/default-options.ts`. */
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
  /** Whether a write is acknowledged only after fsync. */
  readonly durable: boolean;
  /** Seconds after which a query is cut off in the engine with `TIMEOUT`, 0.1 to 86,400. */
  readonly queryTimeout: number;
  /** Whether a store is made where there is none, which it is when left out; else opening fails with `STORE_NOT_FOUND`. */
  readonly create?: boolean;
  /** Receives one line for each thing that an operator should know. */
  readonly onWarning: (message: string) => void;
}
