import { createStore } from '../../../src/store/create-store.ts';
import { MemoryEngine } from '../../reference/memory-engine.ts';
import { otherWriters } from './other-writers-suite.ts';

class SharedEngine extends MemoryEngine {
  override readonly capabilities = { concurrentWrites: 4, hasOtherWriters: true as const };
  override async close(): Promise<void> {}
}

const engine = new SharedEngine();

otherWriters(async () => createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 }));
