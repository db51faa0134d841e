import { connectStore } from '../../src/client/connect-store.ts';
import type { Store } from '../../src/store/store.ts';
import { makeTestService, type TestService } from '../support/test-service.ts';
import type { Target } from './target.ts';

/** A target whose stores stand behind a service of their own, and are asked through the client. */
export function servedStores(target: Target): Target {
  let service: TestService | undefined;
  let inner: Store | undefined;
  const serve = async (store: Store) => {
    inner = store;
    service = await makeTestService(store);
    return connectStore(await service.listen(), { apiKey: service.adminKey });
  };
  return {
    ...target,
    isServed: true,
    async open() {
      await service?.remove();
      return serve(await target.open());
    },
    ...(target.reopen === undefined
      ? {}
      : {
          async reopen(store: Store) {
            await store.close();
            await service?.remove();
            return serve(await target.reopen!(inner!));
          },
        }),
    async close() {
      await service?.remove();
      await target.close();
    },
  };
}
