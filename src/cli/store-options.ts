import type { Settings } from '../config/settings.ts';
import type { StoreOptions } from '../open-store.ts';

/** The settings as a store wants them; warnings go to `warn` unless the log level keeps them back. */
export function storeOptions(settings: Settings, warn: (message: string) => void): StoreOptions {
  const { databaseUrl: _, logLevel, ...options } = settings;
  return { ...options, onWarning: logLevel === 'silent' || logLevel === 'error' ? () => {} : warn };
}
