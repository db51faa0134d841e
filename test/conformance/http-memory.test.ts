import { conformance } from './conformance.ts';
import { memoryStores } from './memory-stores.ts';
import { servedStores } from './served-stores.ts';

// What the service does to requests and answers, over the engine that costs least.
conformance('maps in memory behind the service', { ...servedStores(memoryStores(8)), runs: 2 });
