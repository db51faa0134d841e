import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { until } from '../../harness/until.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { makeTestService } from '../support/test-service.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Serves a store, which nothing but the service can hold afterwards. */
async function serveAndStop(): Promise<WeakRef<object>> {
  const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
  const service = await makeTestService(store);
  await service.listen();
  await service.remove();
  return new WeakRef(store);
}

test('of a service that was stopped nothing is left in its process', async () => {
  const store = await serveAndStop();
  await until('the store to be let go', () => {
    collectGarbage();
    return store.deref() === undefined;
  });
});
