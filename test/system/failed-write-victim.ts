import { openStore } from '../../src/open-store.ts';
import { carryOut, type Operation } from '../faults/operations.ts';

/** Carries an operation out on a store. */
const [directory, operation] = process.argv.slice(2);

const store = await openStore(`chdb:${directory}`);
await carryOut(store, JSON.parse(operation!) as Operation);
await store.close();
