import { after } from 'node:test';
import { startPostgresServer } from '../../../harness/postgres-server.ts';
import { openState } from '../../../src/state/open-state.ts';
import { deliveriesSuite } from './deliveries-suite.ts';
import { failuresSuite } from './failures-suite.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

const freshState = async () =>
  openState({ stateUrl: await server.createDatabase(), stateDirectory: '/nowhere' }, { durable: false });
deliveriesSuite('PostgreSQL', freshState);
failuresSuite('PostgreSQL', freshState);
