import { DEFAULT_OPTIONS } from '../config/default-options.ts';
import type { Settings } from '../config/settings.ts';
import type { StoreOptions } from '../store-options.ts';

/** Returns the settings as store options; warnings go to `warn` unless the log level suppresses them. */
export function storeOptions(settings: Settings, warn: (message: string) => void): StoreOptions {
  const { apiKey } = settings;
  const fields = Object.keys(DEFAULT_OPTIONS) as (keyof typeof DEFAULT_OPTIONS)[];
  return {
    ...Object.fromEntries(fields.map((field) => [field, settings[field]])),
    ...(apiKey === '' ? {} : { apiKey }),
    onWarning: wantsWarnings(settings) ? warn : () => {},
  };
}

/** Whether the log level includes warnings. */
export function wantsWarnings({ logLevel }: Settings): boolean {
  return logLevel !== 'silent' && logLevel !== 'error';
}
