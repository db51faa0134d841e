import type { Adoption } from '../../../engine/adoption.ts';
import type { EngineOptions } from '../../../engine/engine-options.ts';
import { connectionSettings } from '../connections/connection-settings.ts';
import { openConnections } from '../connections/open-connections.ts';
import { readPgEnvironment } from '../connections/read-pg-environment.ts';
import { PostgresEngine } from '../postgres-engine.ts';
import { saveAdoption } from '../schema/adoption-record.ts';
import { migrate } from '../schema/migrate.ts';
import { plainReadingIds, plainReadings } from './plain-readings.ts';
import { plainUsers } from './plain-users.ts';
import { renamePlainTables } from './rename-plain-tables.ts';

/**
 * Opens a database of the plain SQL schema for its adoption: its tables become `mission_users` and `mission_heart_rates`,
 * and those of a store are created beside them.
 *
 * @throws PulsebaseError `STORE_FOREIGN` where the tables are not the plain SQL schema's, and those of `openPostgres`.
 */
export async function openAdoption(url: string, options: EngineOptions): Promise<Adoption> {
  const connections = await openConnections(connectionSettings(url, readPgEnvironment()), options);
  try {
    const record = await renamePlainTables(connections);
    // One that an older program began may have an older schema.
    await migrate(connections);
    return {
      engine: new PostgresEngine(connections, options.onWarning),
      record,
      save: (state) => saveAdoption(connections, state),
      users: () => plainUsers(connections),
      readings: (afterId) => plainReadings(connections, afterId),
      readingIds: () => plainReadingIds(connections),
    };
  } catch (error) {
    await connections.close();
    throw error;
  }
}
