import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { conformance } from './conformance.ts';
import { servedStores } from './served-stores.ts';

const rules = { minHeartRate: 20_000, maxHeartRate: 300_000 };
let engine = new MemoryEngine();

conformance(
  'maps in memory behind the service',
  servedStores({
    async open() {
      engine = new MemoryEngine();
      return createStore(engine, rules);
    },
    async reopen(store) {
      await store.close();
      return createStore(engine, rules);
    },
    close: async () => {},
    runs: 30,
  }),
);
