import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openStore } from '../../../../src/open-store.ts';
import { makeTestService } from '../../../support/test-service.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-log-use-'));
const store = await openStore(`chdb:${join(directory, 'store')}`, { memtableLimit: 2 ** 20 });
const service = await makeTestService(store);
after(async () => {
  await service.remove();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

test('what waits in the log is told, to programs and in the metrics, until the parts hold it', async () => {
  const gauge = async () => {
    const headers = { authorization: `Bearer ${service.adminKey}` };
    const { body } = await service.app.inject({ url: '/metrics', headers });
    return Number(/^pulsebase_log_bytes (\S+)$/m.exec(body)?.[1]);
  };
  await store.putUser({ id: 1 });
  const empty = store.logUse?.()?.bytes ?? Number.NaN;
  await store.ingest([{ userId: 1, timestamp: '2023-01-01T10:00:00Z', heartRate: 60 }]);
  const use = store.logUse?.();
  assert.ok(use !== undefined && use.bytes > empty);
  assert.deepEqual([use.maxBytes, use.failedFlushes], [2 ** 20, 0]);
  assert.equal(await gauge(), use.bytes);
  // A correction needs all of them in the parts.
  await store.ingest([{ userId: 1, timestamp: '2023-01-01T10:00:00Z', heartRate: 61 }]);
  assert.equal(await gauge(), empty);
});
