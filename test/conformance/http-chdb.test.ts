import { openStore } from '../../src/open-store.ts';
import { conformance } from './conformance.ts';
import { freshStores } from './fresh-stores.ts';
import { servedStores } from './served-stores.ts';

// The same engine is tested with fsync by itself; waiting for the disk twice would prove nothing more.
const stores = freshStores((directory) => openStore(`chdb:${directory}`, { durable: false }));

conformance('chDB behind the service', servedStores(stores));
