import { connectionSettings } from '../../src/engines/postgres/connections/connection-settings.ts';
import type { Connections } from '../../src/engines/postgres/connections/connections.ts';
import { openConnections } from '../../src/engines/postgres/connections/open-connections.ts';
import { DEFAULT_OPTIONS, openStore } from '../../src/index.ts';
import type { Contender, Place } from './contender.ts';
import { pulsebaseContender } from './pulsebase.ts';

/** Pulsebase on PostgreSQL, with its default options. */
export async function openPostgres({ databaseUrl }: Place): Promise<Contender> {
  if (databaseUrl === undefined) throw new Error('no database');
  const contender = await pulsebaseContender(await openStore(databaseUrl));
  // A pool of the kind that the store has.
  let connections: Connections | undefined;
  return {
    ...contender,
    emptyStatement: async () => {
      connections ??= await openConnections(connectionSettings(databaseUrl, {}), {
        ...DEFAULT_OPTIONS,
        poolSize: 1,
        onWarning: () => {},
      });
      await connections.query('SELECT 1');
    },
    close: async () => {
      await connections?.close();
      await contender.close();
    },
  };
}
