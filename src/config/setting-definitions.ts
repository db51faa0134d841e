import { DEFAULT_OPTIONS } from './default-options.ts';
import { byteSize, decimal, integer, seconds } from './definition-kinds.ts';
import { hideSecrets } from './hide-secrets.ts';
import { SERVICE_SETTING_DEFINITIONS } from './service-setting-definitions.ts';
import type { SettingDefinition } from './setting-definition.ts';
import { LOG_LEVELS, type Settings } from './settings.ts';

/** All settings, in the order in which people see them. */
export const SETTING_DEFINITIONS: { readonly [K in keyof Settings]: SettingDefinition<Settings[K]> } = {
  databaseUrl: {
    variable: 'DATABASE_URL',
    default: 'chdb:./pulsebase-data',
    allowed: 'a store URL such as chdb:./pulsebase-data or postgresql://user:password@host/database',
    // Whether an engine serves the scheme is known where the engines are.
    parse: (text) => (/^[a-z][a-z0-9+.-]*:./i.test(text) ? text : undefined),
    show: hideSecrets,
    hide: (text) => hideSecrets(text),
  },
  poolSize: integer('POOL_SIZE', DEFAULT_OPTIONS.poolSize, 1, 1000),
  maxOverflow: integer('MAX_OVERFLOW', DEFAULT_OPTIONS.maxOverflow, 0, 1000),
  poolTimeout: seconds('POOL_TIMEOUT', DEFAULT_OPTIONS.poolTimeout, 0.1, 3600),
  poolRecycle: {
    variable: 'POOL_RECYCLE',
    default: DEFAULT_OPTIONS.poolRecycle,
    allowed: 'seconds, 1 or more, or -1 for never',
    parse: (text) => (text === '-1' ? -1 : decimal(text, 1, Number.MAX_SAFE_INTEGER)),
    show: String,
  },
  minHeartRate: heartRate('MIN_HEART_RATE', DEFAULT_OPTIONS.minHeartRate),
  maxHeartRate: heartRate('MAX_HEART_RATE', DEFAULT_OPTIONS.maxHeartRate),
  memoryLimit: byteSize('MEMORY_LIMIT', DEFAULT_OPTIONS.memoryLimit),
  durable: {
    variable: 'DURABLE',
    default: DEFAULT_OPTIONS.durable,
    allowed: 'true or false (also on, off, yes, no, 1, 0)',
    parse: (text) => {
      if (/^(?:true|on|yes|1)$/i.test(text)) return true;
      return /^(?:false|off|no|0)$/i.test(text) ? false : undefined;
    },
    show: String,
  },
  queryTimeout: seconds('QUERY_TIMEOUT', DEFAULT_OPTIONS.queryTimeout, 0.1, 86_400),
  logLevel: {
    variable: 'LOG_LEVEL',
    default: 'info',
    allowed: `one of ${LOG_LEVELS.join(', ')}`,
    parse: (text) => LOG_LEVELS.find((level) => level === text.toLowerCase()),
    show: String,
  },
  ...SERVICE_SETTING_DEFINITIONS,
};

/** The fields of {@link Settings} in the order of {@link SETTING_DEFINITIONS}. */
export const SETTING_FIELDS: readonly (keyof Settings)[] = Object.keys(SETTING_DEFINITIONS) as (keyof Settings)[];

function heartRate(variable: string, fallback: number): SettingDefinition<number> {
  return {
    variable,
    default: fallback,
    allowed: 'bpm from 0.001 to 1000 with at most three decimals',
    parse: (text) => (/^\d+(?:\.\d{1,3})?$/.test(text) ? decimal(text, 0.001, 1000) : undefined),
    show: String,
  };
}
