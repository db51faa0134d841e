import { openEngine, requireEngine } from './engines/registry.ts';
import { createStore } from './store/create-store.ts';
import type { EngineOptions } from './store/engine-options.ts';
import type { Store } from './store/store.ts';
import type { StoreRules } from './store/store-rules.ts';

/** How a store is opened; everything may be left out. */
export interface StoreOptions extends Partial<EngineOptions> {
  /** Accepted heart rates in bpm, inclusive; 20 to 300 when left out. */
  readonly minHeartRate?: number;
  readonly maxHeartRate?: number;
  /** Key of the API, for a store behind a service; it may stand in the URL as well. */
  readonly apiKey?: string;
}

/** The defaults of {@link StoreOptions}; the mission's for the pool. */
export const DEFAULT_OPTIONS = {
  poolSize: 20,
  maxOverflow: 30,
  poolTimeout: 30,
  poolRecycle: 3600,
  memoryLimit: 2 * 1024 ** 3,
  durable: true,
  queryTimeout: 60,
  minHeartRate: 20,
  maxHeartRate: 300,
} as const;

/**
 * Opens a store; a new one is made where there is none, unless `create` is `false`.
 *
 * @param url `chdb:./directory`, `postgresql://user:password@host/database`, or `https://host:port` of a service. A store behind
 *   a service has the service's own settings; of these options it takes `apiKey` alone.
 * @throws PulsebaseError such as `UNKNOWN_ENGINE`, `STORE_NOT_FOUND`, `STORE_IN_USE`, `STORE_UNWRITABLE`, `STORE_NEWER`.
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<Store> {
  if (isServiceUrl(url)) {
    const { connectStore } = await import('./client/connect-store.ts');
    return connectStore(url, options.apiKey === undefined ? {} : { apiKey: options.apiKey });
  }
  const { engine, rules } = completeOptions(options);
  return createStore(await openEngine(url, engine), rules);
}

/** @throws PulsebaseError `UNKNOWN_ENGINE` when a URL is none of a store. */
export function requireStoreUrl(url: string): void {
  if (!isServiceUrl(url)) requireEngine(url);
}

function isServiceUrl(url: string): boolean {
  return /^https?:/i.test(url);
}

/** The options of a store in this process, with defaults for what was left out. */
export function completeOptions(options: StoreOptions): { readonly engine: EngineOptions; readonly rules: StoreRules } {
  const { minHeartRate, maxHeartRate, apiKey: _, ...engine } = { ...DEFAULT_OPTIONS, onWarning: () => {}, ...options };
  return {
    engine,
    rules: { minHeartRate: Math.round(minHeartRate * 1000), maxHeartRate: Math.round(maxHeartRate * 1000) },
  };
}
