import { openAdoption } from './engines/registry.ts';
import { adoptTables } from './store/adopt-tables.ts';
import type { AdoptionReport, AdoptionWork } from './store/adoption.ts';
import { requireAdoptionWork } from './store/require-arguments.ts';
import { completeOptions, type StoreOptions } from './store-options.ts';

/**
 * Adopts the plain SQL schema (tables `users` and `heart_rates`) in the database at `url`: creates a store beside the tables,
 * which are kept under other names, and copies their rows. Call it again to continue an adoption that was stopped.
 *
 * @throws PulsebaseError `UNSUPPORTED` where the engine has no such tables, `STORE_FOREIGN` where the database does not have
 *   them, `ABORTED`.
 */
export async function adoptStore(url: string, options: StoreOptions, work: AdoptionWork = {}): Promise<AdoptionReport> {
  const { engine, rules } = completeOptions(options);
  const checkedWork = requireAdoptionWork(work);
  const adoption = await openAdoption(url, engine);
  try {
    return await adoptTables(adoption, rules, checkedWork);
  } finally {
    await adoption.engine.close();
  }
}
