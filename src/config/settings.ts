import type { ServiceSettings } from './service-settings.ts';

/** Everything that can be set from outside, parsed and checked. Made by `readSettings`. */
export interface Settings extends ServiceSettings {
  /** `DATABASE_URL`: where the readings are. May hold a password: show it through `showStoreUrl` alone. */
  readonly databaseUrl: string;
  /** `POOL_SIZE`: connections kept open, 1 to 1000. */
  readonly poolSize: number;
  /** `MAX_OVERFLOW`: connections that may be opened beyond the pool's size under load, 0 to 1000. */
  readonly maxOverflow: number;
  /** `POOL_TIMEOUT`: seconds that a caller waits for a connection, 0.1 to 3600. */
  readonly poolTimeout: number;
  /** `POOL_RECYCLE`: seconds after which a connection is replaced, at least 1; -1 is never. */
  readonly poolRecycle: number;
  /** `MIN_HEART_RATE` and `MAX_HEART_RATE`, bpm, inclusive, 0.001 to 1000: readings outside are rejected. */
  readonly minHeartRate: number;
  readonly maxHeartRate: number;
  /** `MEMORY_LIMIT`, bytes, for the embedded engine; at least 1 MiB. */
  readonly memoryLimit: number;
  /** `DURABLE`: whether a write is acknowledged only after fsync. */
  readonly durable: boolean;
  /** `QUERY_TIMEOUT`: seconds after which a query is cut off, 0.1 to 86400. */
  readonly queryTimeout: number;
  /** `LOG_LEVEL`. */
  readonly logLevel: LogLevel;
}

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where the value of a setting comes from. */
export type SettingSource = 'environment' | '.env' | 'default';
