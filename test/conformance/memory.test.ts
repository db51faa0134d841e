import { conformance } from './conformance.ts';
import { memoryStores } from './memory-stores.ts';

// A run costs next to nothing here.
conformance('the contract over maps in memory', memoryStores(100));
