import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { until } from '../../harness/until.ts';
import { openStore } from '../../src/open-store.ts';
import { makeTestService } from '../support/test-service.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-pool-'));
const server = await startPostgresServer({ fsync: 'off' });
after(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

for (const [engine, url] of [
  ['the embedded engine', `chdb:${join(directory, 'store')}`],
  ['PostgreSQL', await server.createDatabase()],
] as const) {
  describe(`the pool of ${engine} in the metrics`, async () => {
    const store = await openStore(url, { poolSize: 2, maxOverflow: 0 });
    const service = await makeTestService(store);
    after(async () => {
      await service.remove();
      await store.close();
    });
    const headers = { authorization: `Bearer ${service.adminKey}` };
    const figures = async () => {
      const { body } = await service.app.inject({ url: '/metrics', headers });
      const figure = (name: string) =>
        Number(
          body
            .split('\n')
            .find((line) => line.startsWith(`${name} `))
            ?.split(' ')[1],
        );
      return {
        inUse: figure('pulsebase_pool_connections{state="in_use"}'),
        idle: figure('pulsebase_pool_connections{state="idle"}'),
        waiting: figure('pulsebase_pool_waiting'),
      };
    };

    const atRest = () =>
      until('nobody to have or want a connection', async () => {
        const found = await figures();
        return found.inUse + found.waiting === 0 ? found : undefined;
      });

    test('at rest none is in use', async () => {
      await store.putUser({ id: 1 });
      // The first look asks the store for its size, and sees itself.
      const { idle } = await atRest();
      assert.ok(idle >= 1 && idle <= 2);
    });

    test('under load all are in use, and who waits is counted', async () => {
      const url = '/v1/cohorts/users?minHeartRate=0&from=2023-01-01&to=2024-01-01';
      const asked = Array.from({ length: 20 }, () => service.app.inject({ url, headers }));
      let most = 0;
      let isOver = false;
      const answers = Promise.all(asked).finally(() => {
        isOver = true;
      });
      while (!isOver) {
        const { inUse = 0, waiting = 0 } = store.poolUse?.() ?? {};
        assert.ok(inUse <= 2);
        if (waiting > 0) assert.equal(inUse, 2);
        most = Math.max(most, waiting);
        await setImmediate();
      }
      for (const { statusCode } of await answers) assert.equal(statusCode, 200);
      // A query is two statements at most.
      assert.ok(most > 0 && most <= 38, `${most} waited`);
      await atRest();
    });
  });
}
