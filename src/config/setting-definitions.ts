import { DEFAULT_OPTIONS } from '../open-store.ts';
import { formatByteSize, parseByteSize } from './byte-size.ts';
import { hideSecrets } from './hide-secrets.ts';
import { LOG_LEVELS, type Settings } from './settings.ts';

/** How one setting is named, read and shown. */
export interface SettingDefinition<T> {
  /** Name of the variable. */
  readonly variable: string;
  readonly default: T;
  /** What is allowed, as it follows "must be". */
  readonly allowed: string;
  /** The value of trimmed text that is not empty, or `undefined` when it is not allowed. */
  parse(text: string): T | undefined;
  /** The value as it may be shown; {@link parse} reads it again unless it holds a secret. */
  show(value: T): string;
  /** Hides the secrets in text that was given for this setting; all of it may be shown when left out. */
  hide?(text: string): string;
}

const MEBIBYTE = 1024 ** 2;

/** All settings, in the order in which people see them. */
export const SETTING_DEFINITIONS: { readonly [K in keyof Settings]: SettingDefinition<Settings[K]> } = {
  databaseUrl: {
    variable: 'DATABASE_URL',
    default: 'chdb:./pulsebase-data',
    allowed: 'a store URL such as chdb:./pulsebase-data or postgresql://user:password@host/database',
    // Whether an engine serves the scheme is known where the engines are.
    parse: (text) => (/^[a-z][a-z0-9+.-]*:./i.test(text) ? text : undefined),
    show: hideSecrets,
    hide: hideSecrets,
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
  memoryLimit: {
    variable: 'MEMORY_LIMIT',
    default: DEFAULT_OPTIONS.memoryLimit,
    allowed: 'a size of at least 1MiB such as 512MiB, 2GiB, 2GB or a number of bytes',
    parse: (text) => {
      const bytes = parseByteSize(text);
      return bytes !== undefined && bytes >= MEBIBYTE && Number.isSafeInteger(bytes) ? bytes : undefined;
    },
    show: formatByteSize,
  },
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
};

/** The fields of {@link Settings} in the order of {@link SETTING_DEFINITIONS}. */
export const SETTING_FIELDS: readonly (keyof Settings)[] = Object.keys(SETTING_DEFINITIONS) as (keyof Settings)[];

function integer(variable: string, fallback: number, min: number, max: number): SettingDefinition<number> {
  return {
    variable,
    default: fallback,
    allowed: `an integer from ${min} to ${max}`,
    parse: (text) => (/^\d+$/.test(text) ? decimal(text, min, max) : undefined),
    show: String,
  };
}

function seconds(variable: string, fallback: number, min: number, max: number): SettingDefinition<number> {
  return {
    variable,
    default: fallback,
    allowed: `seconds from ${min} to ${max}`,
    parse: (text) => decimal(text, min, max),
    show: String,
  };
}

function heartRate(variable: string, fallback: number): SettingDefinition<number> {
  return {
    variable,
    default: fallback,
    allowed: 'bpm from 0.001 to 1000 with at most three decimals',
    parse: (text) => (/^\d+(?:\.\d{1,3})?$/.test(text) ? decimal(text, 0.001, 1000) : undefined),
    show: String,
  };
}

/** Plain decimal text in a range; no signs, exponents or other bases. */
function decimal(text: string, min: number, max: number): number | undefined {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}
