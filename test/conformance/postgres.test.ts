import { after } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { openStore } from '../../src/open-store.ts';
import { conformance } from './conformance.ts';
import { reusedStore } from './target.ts';

const server = await startPostgresServer({ fsync: 'off' });
const url = await server.createDatabase();

conformance(
  'PostgreSQL',
  reusedStore(() => openStore(url)),
);

after(() => server.stop());
