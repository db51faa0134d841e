import type { Engine } from '../../engine/engine.ts';
import type { EngineOptions } from '../../engine/engine-options.ts';
import { connectionSettings } from './connections/connection-settings.ts';
import { openConnections } from './connections/open-connections.ts';
import { readPgEnvironment } from './connections/read-pg-environment.ts';
import { PostgresEngine } from './postgres-engine.ts';
import { readAdoption } from './schema/adoption-record.ts';
import { migrate } from './schema/migrate.ts';

/**
 * Opens a store in a PostgreSQL database, and makes its tables in the first schema of the search_path where there are none.
 *
 * @param url `postgresql://user:password@host:5432/database`, also with the scheme `postgres` or `postgresql+psycopg`.
 * @throws PulsebaseError `INVALID_SETTING`, `CONNECTION_FAILED`, `AUTHENTICATION_FAILED`, `PERMISSION_DENIED`,
 *   `STORE_FOREIGN`, `STORE_NEWER`.
 */
export async function openPostgres(url: string, options: EngineOptions): Promise<Engine> {
  const connections = await openConnections(connectionSettings(url, readPgEnvironment()), options);
  try {
    await migrate(connections, options.create);
    const adoption = await connections.session(readAdoption);
    if (adoption?.isDone === false) {
      options.onWarning(
        'the adoption of the plain SQL schema is not finished; continue with pulsebase migrate --adopt',
      );
    }
  } catch (error) {
    await connections.close();
    throw error;
  }
  return new PostgresEngine(connections, options.onWarning);
}
