import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { holdClock } from '../support/held-clock.ts';
import { CSV, codeOf, HEADER, line, lines, open, serve } from './over-network.ts';

/** Where somebody were waited for, no test would live to see it. */
const LONG = { requestTimeout: 3600, drainTimeout: 3600 };

/** The value of a gauge in the metrics. */
async function gauge({ send }: Awaited<ReturnType<typeof serve>>, name: string): Promise<number> {
  const { body } = await send('GET', '/metrics');
  const line = body.split('\n').find((text) => text.startsWith(`${name} `));
  return Number(line?.slice(name.length));
}

describe('a service that stops', () => {
  const json = { 'content-type': 'application/json' };
  for (const [name, method, path, headers, begun] of [
    ['a user', 'PUT', '/v1/users/1', json, '{"name":"A'],
    ['readings', 'POST', '/v1/readings', CSV, HEADER + line(0)],
    ['users', 'POST', '/v1/users/import', json, '[{"id":7},'],
    ['ids to delete', 'POST', '/v1/users/delete', json, '{"userIds":[1,'],
    ['nothing yet', 'POST', '/v1/readings', { ...CSV, 'content-length': '100' }, ''],
  ] as const) {
    test(`does not wait for a body of which nothing comes any more: ${name}`, async () => {
      const service = await serve(LONG);
      const { request, answer } = open(service, method, path, headers);
      request.on('error', () => {});
      if (begun === '') request.flushHeaders();
      else request.write(begun);
      await until('the request', async () => (await gauge(service, 'pulsebase_work_in_progress{kind="writes"}')) === 1);
      const stopped = service.service.stop();
      const given = await answer;
      assert.deepEqual([given.status, codeOf(given)], [503, 'OVERLOADED']);
      assert.match(given.body, /stopping/);
      assert.ok(Number(given.headers['retry-after']) >= 1);
      await stopped;
      const { users, readings } = await service.store.stats();
      assert.deepEqual([users, readings], [2, 0]);
      assert.equal((await service.store.getUser(1))?.name, '');
    });
  }

  test('nor for the rest of a large one, and says how far it came', async () => {
    const service = await serve(LONG);
    const { request, answer } = open(service, 'POST', '/v1/readings', CSV);
    request.on('error', () => {});
    request.write(HEADER + lines(0, 110_000));
    await until('the first batch', async () => (await service.store.stats()).readings >= 100_000);
    const stopped = service.service.stop();
    const given = await answer;
    assert.deepEqual([given.status, codeOf(given)], [503, 'OVERLOADED']);
    await stopped;
    const { lastCommittedRow } = JSON.parse(given.body) as { lastCommittedRow: number };
    assert.equal((await service.store.stats()).readings, lastCommittedRow - 1);
  });

  test('nor for the rest of a request', async () => {
    const service = await serve(LONG);
    const socket = connect(service.port, '127.0.0.1').on('error', () => {});
    socket.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\nHo');
    await once(socket, 'data');
    await service.service.stop();
    socket.destroy();
  });

  test('takes a small body that is still coming', async (context) => {
    const service = await serve(LONG);
    holdClock(context);
    const { request, answer } = open(service, 'POST', '/v1/readings', CSV);
    request.write(HEADER + line(0));
    await until('the beginning', async () => (await gauge(service, 'pulsebase_pending_bytes')) > 0);
    const stopped = service.service.stop();
    request.write(line(1));
    request.end(line(2));
    const { status, body } = await answer;
    assert.deepEqual([status, (JSON.parse(body) as { inserted: number }).inserted], [200, 3]);
    await stopped;
    assert.equal((await service.store.stats()).readings, 3);
  });
});
