import { inTurn } from '../../harness/in-turn.ts';
import { connectStore } from '../../src/client/connect-store.ts';
import type { Store } from '../../src/store/store.ts';
import { makeTestService, type TestService } from '../support/test-service.ts';

/** A store behind two services that share a state, each of which gets every other request. */
export interface SharedServices {
  readonly store: Store;
  /** How many requests each of the services has answered well. */
  answered(): readonly number[];
  close(): Promise<void>;
}

/** @param openStore Opens the one store, for each of the services. */
export async function shareServices(openStore: () => Promise<Store>, stateUrl: string): Promise<SharedServices> {
  const stores = [await openStore(), await openStore()];
  const services: TestService[] = [];
  // One after the other: the second finds the key of the first.
  for (const store of stores) services.push(await makeTestService(store, { stateUrl }));
  const urls = await Promise.all(services.map((service) => service.listen()));
  const store = await connectStore(urls[0]!, { apiKey: services[0]!.adminKey, fetch: inTurn(urls) });
  return {
    store,
    answered: () => services.map(({ logged }) => logged.filter((line) => line.includes('"status":200')).length),
    async close() {
      await store.close();
      for (const { remove } of services) await remove();
      for (const inner of stores) await inner.close();
    },
  };
}
