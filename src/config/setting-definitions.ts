import { DEFAULT_OPTIONS } from './default-options.ts';
import { byteSize, decimal, flag, heartRate, integer, oneOf, seconds, text } from './definition-kinds.ts';
import { hideSecrets } from './hide-secrets.ts';
import { LOG_LEVELS, type LogLevel } from './log-level.ts';
import { SERVICE_SETTING_DEFINITIONS } from './service-setting-definitions.ts';
import type { SettingDefinition } from './setting-definition.ts';

const poolRecycle: SettingDefinition<number> = {
  variable: 'POOL_RECYCLE',
  about: 'Seconds after which a connection is replaced by a new one',
  default: DEFAULT_OPTIONS.poolRecycle,
  allowed: 'seconds, 1 or more, or -1 for never',
  parse: (given) => (given === '-1' ? -1 : decimal(given, 1, Number.MAX_SAFE_INTEGER)),
  show: String,
};

const logLevel: SettingDefinition<LogLevel> = oneOf(LOG_LEVELS, {
  variable: 'LOG_LEVEL',
  about: 'What is logged, from nothing to everything',
  default: 'info',
});

/** All settings, in the order in which people see them. */
export const SETTING_DEFINITIONS = {
  databaseUrl: text({
    variable: 'DATABASE_URL',
    about: 'Where the readings are: a directory of this machine, a database, or a service',
    default: 'chdb:./pulsebase-data',
    allowed: 'a store URL such as chdb:./pulsebase-data or postgresql://user:password@host/database',
    // Whether an engine serves the scheme is known where the engines are.
    accepts: (given) => /^[a-z][a-z0-9+.-]*:./i.test(given),
    show: hideSecrets,
    hide: (given) => hideSecrets(given),
  }),
  poolSize: integer({
    variable: 'POOL_SIZE',
    about: 'Connections kept open to the engine',
    default: DEFAULT_OPTIONS.poolSize,
    min: 1,
    max: 1000,
  }),
  maxOverflow: integer({
    variable: 'MAX_OVERFLOW',
    about: 'Connections that may be opened beyond POOL_SIZE under load',
    default: DEFAULT_OPTIONS.maxOverflow,
    min: 0,
    max: 1000,
  }),
  poolTimeout: seconds({
    variable: 'POOL_TIMEOUT',
    about: 'Seconds that a caller waits for a free connection before the error POOL_TIMEOUT',
    default: DEFAULT_OPTIONS.poolTimeout,
    min: 0.1,
    max: 3600,
  }),
  poolRecycle,
  minHeartRate: heartRate({
    variable: 'MIN_HEART_RATE',
    about: 'Lowest heart rate that is accepted; readings below are rejected and counted',
    default: DEFAULT_OPTIONS.minHeartRate,
  }),
  maxHeartRate: heartRate({
    variable: 'MAX_HEART_RATE',
    about: 'Highest heart rate that is accepted; readings above are rejected and counted',
    default: DEFAULT_OPTIONS.maxHeartRate,
  }),
  memoryLimit: byteSize({
    variable: 'MEMORY_LIMIT',
    about: 'Memory that an embedded engine may use; an eighth of it comes on top, for totals that were asked for',
    default: DEFAULT_OPTIONS.memoryLimit,
  }),
  memtableLimit: byteSize({
    variable: 'MEMTABLE_LIMIT',
    about: 'Memory for readings that an embedded store has in its log and not in its parts yet',
    default: DEFAULT_OPTIONS.memtableLimit,
    // A segment of the log, which may hold that much, is read at once: Node.js reads files of less than 2 GiB.
    max: 1024 ** 3,
  }),
  durable: flag({
    variable: 'DURABLE',
    about: 'Whether a write is acknowledged only once it would outlive a power cut (fsync)',
    default: DEFAULT_OPTIONS.durable,
  }),
  queryTimeout: seconds({
    variable: 'QUERY_TIMEOUT',
    about: 'Seconds after which a query is cut off',
    default: DEFAULT_OPTIONS.queryTimeout,
    min: 0.1,
    max: 86_400,
  }),
  logLevel,
  ...SERVICE_SETTING_DEFINITIONS,
};
