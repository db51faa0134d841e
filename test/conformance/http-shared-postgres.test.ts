import { test } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { until } from '../../harness/until.ts';
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

test('each of the two services gets every other request', async () => {
  const { store, answered, close } = await shareServices(() => openStore(url), stateUrl);
  for (let at = 0; at < 4; at += 1) await store.stats();
  await until('both services to have told of their answers', () => answered().every((count) => count >= 2));
  await close();
});

conformance('PostgreSQL behind two services in turn', {
  ...target,
  isServed: true,
  only: 'writes',
  runs: 2,
  async close() {
    await shared?.close();
    await server.stop();
  },
});
