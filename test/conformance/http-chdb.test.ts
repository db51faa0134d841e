import { conformance } from './conformance.ts';
import { flushingStores } from './flushing-stores.ts';
import { servedStores } from './served-stores.ts';

// Flushes begin at any moment: one millisecond after the first reading that waits for one.
const stores = flushingStores({ limit: 32 * 1024 ** 2, after: 1 });

conformance('chDB behind the service', { ...servedStores(stores), only: 'writes', runs: 2 });
