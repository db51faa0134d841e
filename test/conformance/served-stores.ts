import { connectStore } from '../../src/client/connect-store.ts';
import type { Store } from '../../src/store/store.ts';
import { makeTestService, type TestService } from '../support/test-service.ts';
import { reusedStore, type Target } from './target.ts';

/** A target whose store stands behind a service, is asked through the client, and is emptied through it for each test. */
export function servedStores(target: Target & Required<Pick<Target, 'reopen'>>): Target {
  let service: TestService | undefined;
  let inner: Store | undefined;
  const served = reusedStore(async () => {
    await service?.remove();
    inner = inner === undefined ? await target.open() : await target.reopen(inner);
    service = await makeTestService(inner);
    return connectStore(await service.listen(), { apiKey: service.adminKey });
  });
  return {
    ...target,
    ...served,
    isServed: true,
    async close() {
      await served.close();
      await service?.remove();
      await target.close();
    },
  };
}
