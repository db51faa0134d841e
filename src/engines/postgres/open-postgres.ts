import { readPgEnvironment } from '../../config/read-pg-environment.ts';
import type { Engine } from '../../store/engine.ts';
import type { EngineOptions } from '../../store/engine-options.ts';
import { readAdoption } from './adoption/adoption-record.ts';
import { connectionSettings } from './connection-settings.ts';
import { migrate } from './migrate.ts';
import { openConnections } from './open-connections.ts';
import { PostgresEngine } from './postgres-engine.ts';

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
      options.onWarning('the take-over of the notebook is not done; go on with pulsebase migrate --adopt');
    }
  } catch (error) {
    await connections.close();
    throw error;
  }
  return new PostgresEngine(connections, options.onWarning);
}
