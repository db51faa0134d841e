import { startPostgresServer } from '../../harness/postgres-server.ts';
import { openStore } from '../../src/open-store.ts';
import { conformance } from './conformance.ts';
import { type SharedServices, shareServices } from './shared-services.ts';
import { reusedStore } from './target.ts';

const server = await startPostgresServer({ fsync: 'off' });
const url = await server.createDatabase();
const stateUrl = await server.createDatabase();
let shared: SharedServices | undefined;

const target = reusedStore(async () => {
  await shared?.close();
  shared = await shareServices(() => openStore(url), stateUrl);
  return shared.store;
});

conformance('PostgreSQL behind two services in turn', {
  ...target,
  isServed: true,
  async close() {
    await shared?.close();
    await server.stop();
  },
});
