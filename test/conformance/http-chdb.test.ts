import { openStore } from '../../src/open-store.ts';
import { conformance } from './conformance.ts';
import { freshStores } from './fresh-stores.ts';
import { servedStores } from './served-stores.ts';

conformance('chDB behind the service', servedStores(freshStores((directory) => openStore(`chdb:${directory}`))));
