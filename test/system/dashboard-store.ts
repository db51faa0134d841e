import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';

/** An empty store of its own, which goes with its place. */
interface OwnStore extends AsyncDisposable {
  readonly store: Store;
}

export type SceneEngine = 'chdb' | 'postgres';

/** Opens an empty store for the dashboard: the embedded one, or one in a PostgreSQL of its own. */
export function dashboardStore(engine: SceneEngine): Promise<OwnStore> {
  return engine === 'chdb' ? embeddedStore() : postgresStore();
}

async function embeddedStore(): Promise<OwnStore> {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-dashboard-'));
  const store = await openStore(`chdb:${join(directory, 'store')}`);
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function postgresStore(): Promise<OwnStore> {
  const server = await startPostgresServer({ fsync: 'off' });
  const store = await openStore(await server.createDatabase());
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store.close();
      await server.stop();
    },
  };
}
