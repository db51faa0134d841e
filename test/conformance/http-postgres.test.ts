import { after } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { openStore } from '../../src/open-store.ts';
import { conformance } from './conformance.ts';
import { servedStores } from './served-stores.ts';
import { reusedStore } from './target.ts';

const server = await startPostgresServer({ fsync: 'off' });
const url = await server.createDatabase();

conformance('PostgreSQL behind the service', servedStores(reusedStore(() => openStore(url))));

after(() => server.stop());
