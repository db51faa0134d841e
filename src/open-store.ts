import type { Engine } from './engine/engine.ts';
import type { EngineOptions } from './engine/engine-options.ts';
import { engineName, openEngine, requireEngine } from './engines/registry.ts';
import { notAllowed } from './model/field-rules.ts';
import { PulsebaseError } from './model/pulsebase-error.ts';
import { isServiceUrl } from './model/url-scheme.ts';
import { createStore } from './store/create-store.ts';
import { engineToBe } from './store/engine-to-be.ts';
import type { Store } from './store/store.ts';
import { completeOptions, type StoreOptions } from './store-options.ts';

/**
 * Opens a store, and creates it where there is none, unless `create` says otherwise.
 *
 * @param url `chdb:./directory`, `postgresql://user:password@host/database`, or `https://host:port` of a service. A store behind
 *   a service has the settings of the service; the only option for it is `apiKey`.
 * @throws PulsebaseError such as `INVALID_ARGUMENT` for an option that is unknown or not allowed, `UNKNOWN_ENGINE`,
 *   `ENGINE_NOT_INSTALLED`, `STORE_NOT_FOUND`, `STORE_IN_USE`, `STORE_UNWRITABLE`, `STORE_NEWER`.
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<Store> {
  if (typeof url !== 'string') throw notAllowed('url', 'the URL of a store', url);
  const { create, engine, rules, apiKey } = completeOptions(options);
  if (isServiceUrl(url)) {
    const { connectStore } = await import('./client/connect-store.ts');
    return connectStore(url, apiKey === undefined ? {} : { apiKey });
  }
  const opened =
    create === 'when-written' ? openEngineThereOrToBe(url, engine) : openEngine(url, { ...engine, create });
  return createStore(await opened, rules);
}

async function openEngineThereOrToBe(url: string, options: EngineOptions): Promise<Engine> {
  try {
    return await openEngine(url, { ...options, create: false });
  } catch (error) {
    if (!(error instanceof PulsebaseError) || error.code !== 'STORE_NOT_FOUND') throw error;
    return engineToBe(engineName(url), error, () => openEngine(url, options));
  }
}

/** @throws PulsebaseError `UNKNOWN_ENGINE` when a URL names neither a store nor a service. */
export function requireStoreUrl(url: string): void {
  if (!isServiceUrl(url)) requireEngine(url);
}
