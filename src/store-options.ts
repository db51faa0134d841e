import { DEFAULT_OPTIONS } from './config/default-options.ts';
import { SETTING_DEFINITIONS } from './config/setting-definitions.ts';
import type { EngineOptions } from './engine/engine-options.ts';
import type { StoreRules } from './engine/store-rules.ts';
import { notAllowed, optional, requireFinite, requireFunction } from './model/field-rules.ts';
import { PulsebaseError } from './model/pulsebase-error.ts';
import { requireApiKey } from './model/require-api-key.ts';
import { type RulesOf, takeArgument } from './model/take-argument.ts';

/** How a store is opened; every option has a default. Ranges are those of the settings, such as `POOL_SIZE`. */
export interface StoreOptions extends Partial<Omit<EngineOptions, 'create'>> {
  /**
   * Whether a store is created where there is none: at once (`true`, the default), never (`false`: opening fails with
   * `STORE_NOT_FOUND`), or `when-written`, with its first user. Until then it has no users and its queries fail with
   * `STORE_NOT_FOUND`, so that an import whose rows are all rejected leaves no store behind.
   */
  readonly create?: boolean | 'when-written';
  /** Lowest accepted heart rate in bpm, inclusive; 20 by default. */
  readonly minHeartRate?: number;
  /** Highest accepted heart rate in bpm, inclusive; 300 by default. */
  readonly maxHeartRate?: number;
  /** API key, for a store behind a service; it may be in the URL instead. */
  readonly apiKey?: string;
}

const RULES = {
  poolSize: setting('poolSize'),
  maxOverflow: setting('maxOverflow'),
  poolTimeout: setting('poolTimeout'),
  poolRecycle: setting('poolRecycle'),
  memoryLimit: setting('memoryLimit'),
  memtableLimit: setting('memtableLimit'),
  durable: setting('durable'),
  queryTimeout: setting('queryTimeout'),
  minHeartRate: heartRate('minHeartRate'),
  maxHeartRate: heartRate('maxHeartRate'),
  create: requireCreate,
  onWarning: optional(requireFunction<EngineOptions['onWarning']>),
  apiKey: optional(requireApiKey),
} satisfies RulesOf<StoreOptions>;

/**
 * Returns the options of a store, checked and with defaults filled in.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` that names the option.
 */
export function completeOptions(options: StoreOptions): {
  readonly create: boolean | 'when-written';
  readonly engine: EngineOptions;
  readonly rules: StoreRules;
  readonly apiKey: string | undefined;
} {
  const {
    minHeartRate,
    maxHeartRate,
    apiKey,
    create,
    onWarning = () => {},
    ...engine
  } = takeArgument('options', options, RULES);
  if (minHeartRate > maxHeartRate) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      `minHeartRate (${minHeartRate}) must not be above maxHeartRate (${maxHeartRate})`,
      { field: 'minHeartRate' },
    );
  }
  return {
    create,
    engine: { ...engine, onWarning },
    rules: { minHeartRate: Math.round(minHeartRate * 1000), maxHeartRate: Math.round(maxHeartRate * 1000) },
    apiKey,
  };
}

function requireCreate(value: unknown, field: string): boolean | 'when-written' {
  if (value === undefined) return true;
  if (typeof value === 'boolean' || value === 'when-written') return value;
  throw notAllowed(field, 'true, false or when-written', value);
}

type Defaults = typeof DEFAULT_OPTIONS;
type Option<K extends keyof Defaults> = Defaults[K] extends boolean ? boolean : number;

/** Any bound in bpm: the setting's limits guard against typing errors, which programs do not make. */
function heartRate(option: 'minHeartRate' | 'maxHeartRate'): (value: unknown, field: string) => number {
  return (value, field) => requireFinite(value === undefined ? DEFAULT_OPTIONS[option] : value, field);
}

/** An option that is also a setting has the setting's range. */
function setting<K extends keyof Defaults>(option: K): (value: unknown, field: string) => Option<K> {
  const { parse, allowed } = SETTING_DEFINITIONS[option];
  return (value, field) => {
    if (value === undefined) return DEFAULT_OPTIONS[option] as Option<K>;
    if (typeof value === typeof DEFAULT_OPTIONS[option] && parse(String(value)) === value) return value as Option<K>;
    throw notAllowed(field, allowed, value);
  };
}
