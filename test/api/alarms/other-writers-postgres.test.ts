import { after } from 'node:test';
import { startPostgresServer } from '../../../harness/postgres-server.ts';
import { openStore } from '../../../src/open-store.ts';
import { otherWriters } from './other-writers-suite.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());
const url = await server.createDatabase();

otherWriters(() => openStore(url));
