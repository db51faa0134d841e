import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectStore } from '../../src/client/connect-store.ts';
import type { Rejection } from '../../src/model/rejection.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { makeTestService } from '../support/test-service.ts';

test('users whom only the service can reject come back as they were written', async () => {
  const service = await makeTestService(
    createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 }),
  );
  try {
    await using store = await connectStore(await service.listen(), { apiKey: service.adminKey });
    await store.importUsers([{ id: 7, externalId: 'P-7' }]);
    const rejected: Rejection[] = [];
    const header = 'id,external_id';
    await store.importUsers(
      [
        { row: 2, user: { id: '9', externalId: 'P-9' }, text: '9,P-9', header },
        { row: 3, user: { id: '8', externalId: 'P-7' }, text: '8,P-7', header },
      ],
      { onRejected: (rejections) => rejected.push(...rejections) },
    );
    assert.deepEqual(
      rejected.map(({ row, reason, text, header: above }) => [row, reason, text, above]),
      [[3, 'invalid_user', '8,P-7', header]],
    );
  } finally {
    await service.remove();
  }
});
