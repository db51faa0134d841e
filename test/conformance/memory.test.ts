import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { conformance } from './conformance.ts';

const rules = { minHeartRate: 20_000, maxHeartRate: 300_000 };
let engine = new MemoryEngine();

conformance('the contract over maps in memory', {
  async open() {
    engine = new MemoryEngine();
    return createStore(engine, rules);
  },
  async reopen(store) {
    await store.close();
    return createStore(engine, rules);
  },
  close: async () => {},
  // Costs next to nothing here.
  runs: 100,
});
