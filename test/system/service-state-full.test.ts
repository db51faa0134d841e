import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { makeTestService } from '../support/test-service.ts';
import { SmallDisk } from './small-disk.ts';

describe('a service whose state directory is on a full disk, its store elsewhere', async () => {
  const disk = new SmallDisk(8);
  const stateDirectory = join(disk.path, 'state');
  mkdirSync(stateDirectory);
  const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
  const service = await makeTestService(store, { stateDirectory });
  after(async () => {
    disk.free();
    await service.remove();
    disk[Symbol.dispose]();
  });
  await store.putUser({ id: 1 });
  const authorization = `Bearer ${service.adminKey}`;
  const complaints = () => service.logged.filter((line) => line.includes('the audit log cannot be written'));
  let minute = 0;
  const post = (idempotencyKey?: string, at = minute++) =>
    service.app.inject({
      method: 'POST',
      url: '/v1/readings',
      headers: {
        authorization,
        'content-type': 'application/x-ndjson',
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      payload: `{"userId":1,"timestamp":"${new Date(Date.UTC(2023, 0, 1) + at * 60_000).toISOString()}","heartRate":60}`,
    });

  test('a receipt that cannot be kept is said to be so, with what was committed; the rest goes on', async () => {
    assert.equal((await post('first')).statusCode, 200);
    disk.fill();
    let at = minute;
    let answer = await post(`full-${at}`);
    // The files of the state have a little room of their own.
    while (answer.statusCode === 200) {
      at = minute;
      answer = await post(`full-${at}`);
    }
    const problem = JSON.parse(answer.body) as {
      code: string;
      lastCommittedRow: number;
      receipt: { inserted: number };
    };
    assert.deepEqual([answer.statusCode, problem.code], [507, 'DISK_FULL']);
    assert.deepEqual([problem.lastCommittedRow, problem.receipt.inserted], [1, 1]);
    assert.equal((await store.stats()).readings, minute);
    // Without a key there is nothing to be kept.
    assert.equal((await post()).statusCode, 200);
    const window = 'from=2023-01-01&to=2024-01-01';
    // What SQLite has taken back is taken as well, so that the audit log finds none.
    disk.fill();
    for (let asked = 0; asked < 60; asked += 1) {
      const top = await service.app.inject({ url: `/v1/users/1/top-hours?${window}`, headers: { authorization } });
      assert.equal(top.statusCode, 200);
    }
    await until('the audit log to find no room', () => complaints().length > 0);
    disk.free();
    const again = await post(`full-${at}`, at);
    assert.deepEqual([again.statusCode, (JSON.parse(again.body) as { unchanged: number }).unchanged], [200, 1]);
    assert.equal((await post(`full-${at}`, at)).headers['idempotency-replayed'], 'true');
  });

  test('entries of the audit log wait for room, and none is lost', async () => {
    const asked = service.logged.filter((line) => line.includes('"msg":"request"') && line.includes('/v1/')).length;
    await until('the entries to be written', () => service.audited().length >= asked);
    assert.equal(service.audited().length, asked);
    assert.ok(complaints().length <= 3, `${complaints().length} complaints`);
  });
});
