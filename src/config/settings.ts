/** Everything that can be set from outside, parsed and checked. Made by `readSettings`. */
export interface Settings {
  /** `DATABASE_URL`: where the readings are. */
  readonly databaseUrl: string;
  /** `POOL_SIZE`: connections kept open. */
  readonly poolSize: number;
  /** `MAX_OVERFLOW`: connections that may be opened beyond the pool's size under load. */
  readonly maxOverflow: number;
  /** `POOL_TIMEOUT`, seconds. */
  readonly poolTimeout: number;
  /** `POOL_RECYCLE`, seconds. */
  readonly poolRecycle: number;
  /** `MIN_HEART_RATE` and `MAX_HEART_RATE`, bpm, inclusive: readings outside are rejected. */
  readonly minHeartRate: number;
  readonly maxHeartRate: number;
  /** `MEMORY_LIMIT`, bytes, for the embedded engine. */
  readonly memoryLimit: number;
  /** `DURABLE`: whether a write is acknowledged only after fsync. */
  readonly durable: boolean;
  /** `QUERY_TIMEOUT`, seconds. */
  readonly queryTimeout: number;
  /** `LOG_LEVEL`. */
  readonly logLevel: LogLevel;
}

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];
