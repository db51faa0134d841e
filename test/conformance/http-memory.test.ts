import { conformance } from './conformance.ts';
import { memoryStores } from './memory-stores.ts';
import { servedStores } from './served-stores.ts';

conformance('maps in memory behind the service', servedStores(memoryStores(30)));
