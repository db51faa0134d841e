import type { ServiceSettings } from '../config/service-settings.ts';
import { openSqliteState } from './sqlite/open-sqlite-state.ts';
import type { StateDatabase } from './state-database.ts';

/**
 * Opens what a service must remember: API keys, receipts, and the secret for the audit log's pseudonyms.
 *
 * @throws PulsebaseError `STORE_UNWRITABLE`, `STORE_NEWER`, `STORE_DAMAGED`, `RESOURCES_EXHAUSTED`.
 */
export async function openState(
  { stateDirectory }: Pick<ServiceSettings, 'stateDirectory'>,
  options: { readonly durable: boolean },
): Promise<StateDatabase> {
  return openSqliteState(stateDirectory, options);
}
