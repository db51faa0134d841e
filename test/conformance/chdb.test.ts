import { openStore } from '../../src/open-store.ts';
import { conformance } from './conformance.ts';
import { freshStores } from './fresh-stores.ts';

conformance(
  'chDB',
  freshStores((directory) => openStore(`chdb:${directory}`)),
);
