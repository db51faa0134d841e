import { adoptTables } from './engines/registry.ts';
import type { AdoptionReport, AdoptionWork } from './store/adoption.ts';
import { requireAdoptionWork } from './store/require-arguments.ts';
import { completeOptions, type StoreOptions } from './store-options.ts';

/**
 * Makes a store of the tables of the plain SQL schema (`users`, `heart_rates`), in the database that `url` names. The tables
 * stay, under other names; a run that breaks off goes on where it was when it is called again.
 *
 * @throws PulsebaseError `UNSUPPORTED` where the engine has no such tables, `STORE_FOREIGN` where the database has none,
 *   `ABORTED`.
 */
export async function adoptStore(url: string, options: StoreOptions, work: AdoptionWork = {}): Promise<AdoptionReport> {
  const { engine, rules } = completeOptions(options);
  return adoptTables(url, { ...engine, ...rules }, requireAdoptionWork(work));
}
