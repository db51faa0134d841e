import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import type { Target } from './target.ts';

const RULES = { minHeartRate: 20_000, maxHeartRate: 300_000 };

/** A target over maps in memory, which outlive their store. */
export function memoryStores(runs: number): Target & Required<Pick<Target, 'reopen'>> {
  let engine = new MemoryEngine();
  return {
    async open() {
      engine = new MemoryEngine();
      return createStore(engine, RULES);
    },
    async reopen(store) {
      await store.close();
      return createStore(engine, RULES);
    },
    close: async () => {},
    runs,
  };
}
