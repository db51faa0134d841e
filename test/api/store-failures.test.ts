import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { until } from '../../harness/until.ts';
import { connectStore } from '../../src/client/connect-store.ts';
import { ERROR_CODES, type ErrorCode, PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { openStore } from '../../src/open-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { makeTestService } from '../support/test-service.ts';
import { AT, inject, problemCode, YEAR } from './inject.ts';

class FailingEngine extends MemoryEngine {
  failure: Error | undefined;

  override async cohort(...query: Parameters<MemoryEngine['cohort']>) {
    if (this.failure !== undefined) throw this.failure;
    return super.cohort(...query);
  }

  override async beginWrite() {
    if (this.failure !== undefined) throw this.failure;
    return super.beginWrite();
  }
}

const STATUS: { readonly [code in ErrorCode]?: number } = {
  CONNECTION_FAILED: 503,
  POOL_TIMEOUT: 503,
  MEMORY_LIMIT: 503,
  RESOURCES_EXHAUSTED: 503,
  STORE_CLOSED: 503,
  TIMEOUT: 504,
  DISK_FULL: 507,
  STORE_DAMAGED: 500,
  ENGINE_FAILED: 500,
  AUTHENTICATION_FAILED: 500,
  PERMISSION_DENIED: 500,
};

describe('a store that fails', async () => {
  const engine = new FailingEngine();
  const { service, store, send } = await inject({}, engine);
  after(() => service.remove());
  await store.putUser({ id: 1 });
  const row = `[{"userId":1,"timestamp":"${AT}","heartRate":60}]`;
  const requests = [
    () => send('GET', `/v1/cohorts/users?${YEAR}&minHeartRate=0`),
    () => send('POST', '/v1/readings', row, { 'content-type': 'application/json' }),
  ];

  for (const [code, status] of Object.entries(STATUS) as [ErrorCode, number][]) {
    test(`with ${code} is ${status}, and its own words stay in the log`, async () => {
      engine.failure = new PulsebaseError(code, 'the host db-7.internal at /secret/path refused');
      for (const request of requests) {
        const answer = await request();
        assert.equal(problemCode(answer, status), code);
        assert.ok(!answer.body.includes('db-7') && !answer.body.includes('/secret'));
        if (status === 503) assert.ok(Number(answer.headers['retry-after']) >= 1);
        const { requestId } = JSON.parse(answer.body) as { requestId: string };
        assert.ok(service.logged.some((line) => line.includes(requestId) && line.includes('db-7')));
      }
    });
  }

  test('with anything else is 500', async () => {
    for (const failure of [
      new Error('x'),
      new TypeError('undefined is not a function'),
      Object.assign(new Error('y'), { statusCode: 200 }),
    ]) {
      engine.failure = failure;
      for (const request of requests) assert.equal(problemCode(await request(), 500), 'UNEXPECTED');
    }
    engine.failure = undefined;
    for (const request of requests) assert.equal((await request()).statusCode, 200);
  });

  test('has a status for every code that a request can meet', () => {
    for (const code of Object.keys(STATUS)) assert.ok(code in ERROR_CODES);
  });
});

test('PostgreSQL killed under load: what was acknowledged is kept, and the service recovers by itself', async () => {
  const server = await startPostgresServer({ fsync: 'off' });
  const store = await openStore(await server.createDatabase());
  const service = await makeTestService(store);
  try {
    const url = await service.listen();
    const client = await connectStore(url, { apiKey: service.adminKey, maxTries: 1 });
    await client.importUsers([{ id: 1 }, { id: 2 }]);
    const acknowledged: number[] = [];
    const codes = new Set<string>();
    let isOver = false;
    const start = Date.parse('2023-01-01');
    const writers = [1, 2].map(async (userId) => {
      for (let at = 0; !isOver; at += 1) {
        const ms = start + at * 60_000;
        const take = async () => {
          try {
            await client.ingest([{ userId, timestamp: new Date(ms), heartRate: 60 + userId }]);
            return acknowledged.push(userId * 1e14 + ms);
          } catch (error) {
            assert.ok(error instanceof PulsebaseError, String(error));
            codes.add(error.code);
            return isOver;
          }
        };
        await until('a reading to be acknowledged', take, { every: 50 });
      }
    });
    const untilMore = async (count: number) => {
      const goal = acknowledged.length + count;
      await until('more readings to be acknowledged', () => acknowledged.length >= goal);
    };
    await untilMore(20);
    await server.kill();
    await until('a refusal', () => codes.size > 0);
    assert.equal((await service.app.inject('/readyz')).statusCode, 503);
    assert.equal((await service.app.inject('/livez')).statusCode, 200);
    await server.start();
    await untilMore(20);
    isOver = true;
    await Promise.all(writers);
    for (const code of codes) assert.ok(['CONNECTION_FAILED', 'POOL_TIMEOUT'].includes(code), code);
    const stored = new Set<number>();
    for (const userId of [1, 2]) {
      for await (const { timestamp } of client.readings(userId, { from: '2023-01-01', to: '2030-01-01' })) {
        stored.add(userId * 1e14 + timestamp.getTime());
      }
    }
    for (const reading of acknowledged) assert.ok(stored.has(reading));
    assert.equal((await client.verify()).ok, true);
    await until('the service to be ready', async () => (await service.app.inject('/readyz')).statusCode === 200);
  } finally {
    await service.remove();
    await store.close();
    await server.stop();
  }
});
