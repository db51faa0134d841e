import type { ServiceSettings } from '../config/service-settings.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { schemeOf } from '../model/url-scheme.ts';
import { openSqliteState } from './sqlite/open-sqlite-state.ts';
import type { StateDatabase, StateOptions } from './state-database.ts';

/** What says where a state is. */
export type StateLocation = Pick<ServiceSettings, 'stateDirectory' | 'stateUrl'>;

const SERVERS: readonly string[] = ['postgresql', 'postgres'];

/**
 * Opens what a service must remember: API keys, receipts, and the secret for the audit log's pseudonyms.
 *
 * @throws PulsebaseError `INVALID_SETTING`, `STORE_NOT_FOUND`, `STORE_UNWRITABLE`, `STORE_NEWER`, `STORE_DAMAGED`, `RESOURCES_EXHAUSTED`,
 *   `CONNECTION_FAILED`, `AUTHENTICATION_FAILED`, `PERMISSION_DENIED`.
 */
export async function openState(
  { stateDirectory, stateUrl }: StateLocation,
  options: StateOptions,
): Promise<StateDatabase> {
  if (stateUrl === 'sqlite:') return openSqliteState(stateDirectory, options);
  if (SERVERS.includes(schemeOf(stateUrl) ?? '')) {
    // Who has the state in a file does not load the driver.
    return (await import('./postgres/open-postgres-state.ts')).openPostgresState(stateUrl, options);
  }
  // Nothing of it is shown: it may hold a password.
  throw new PulsebaseError(
    'INVALID_SETTING',
    'the URL of a state must be sqlite:, which is in STATE_DIRECTORY, or postgresql://user:password@host/database',
    { field: 'STATE_URL' },
  );
}
