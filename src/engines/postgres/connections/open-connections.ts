import type { EngineOptions } from '../../../engine/engine-options.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { Connections } from './connections.ts';
import { isTlsRefused } from './postgres-error.ts';

/** Opens the pool with its first connection; `prefer` does without TLS where the server has none, as in libpq. */
export async function openConnections(settings: ConnectionSettings, options: EngineOptions): Promise<Connections> {
  const connections = new Connections(settings, options);
  try {
    await connections.session(async () => {});
    return connections;
  } catch (error) {
    await connections.close();
    const mayBePlain = settings.sslmode === 'prefer' || settings.sslmode === 'allow';
    if (!mayBePlain || !isTlsRefused(error)) throw error;
    return openConnections({ ...settings, sslmode: 'disable', client: { ...settings.client, ssl: false } }, options);
  }
}
