import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { holdClock } from '../support/held-clock.ts';
import type { Injected } from './inject.ts';
import { CSV, codeOf, HEADER, line, lines, open, serve } from './over-network.ts';

async function pendingBytes({ send }: Injected): Promise<number> {
  return Number(/^pulsebase_pending_bytes (\d+)$/m.exec((await send('GET', '/metrics')).body)?.[1]);
}

async function streamsOf({ send }: Injected): Promise<number> {
  const { body } = await send('GET', '/metrics');
  return Number(/^pulsebase_work_in_progress\{kind="streams"\} (\d+)$/m.exec(body)?.[1]);
}

/** Tells whether it has come to an end by now. */
function settled(work: Promise<unknown>): () => boolean {
  let isSettled = false;
  void Promise.allSettled([work]).then(() => {
    isSettled = true;
  });
  return () => isSettled;
}

describe('slow senders', () => {
  test('a body of readings that does not go on is given up', async () => {
    const service = await serve({ requestTimeout: 0.3 });
    const { request, answer } = open(service, 'POST', '/v1/readings', CSV);
    request.write(HEADER + line(1));
    const given = await answer;
    assert.deepEqual([given.status, codeOf(given)], [408, 'TIMEOUT']);
    request.destroy();
    assert.equal((await service.store.stats()).readings, 0);
  });

  test('one that goes on, however slowly, is taken', async (context) => {
    const service = await serve({ requestTimeout: 20 });
    const clock = holdClock(context);
    const { request, answer } = open(service, 'POST', '/v1/readings', CSV);
    const isAnswered = settled(answer);
    let sent = 0;
    for (const piece of [HEADER, ...lines(0, 8).split(/(?<=T)|(?<=\n)/)]) {
      request.write(piece);
      sent += piece.length;
      await until('the piece to come', async () => (await pendingBytes(service)) === sent || isAnswered());
      clock.pass(15_000);
    }
    request.end();
    const { status, body } = await answer;
    assert.deepEqual([status, (JSON.parse(body) as { inserted: number }).inserted], [200, 8]);
  });

  for (const [name, more] of [
    ['does not come', ''],
    ['comes too slowly', 'a'],
  ] as const) {
    test(`a body that is read as a whole and ${name} is given up`, async () => {
      const service = await serve({ requestTimeout: 0.3 });
      const { request, answer } = open(service, 'PUT', '/v1/users/1', {
        'content-type': 'application/json',
        'content-length': '100000',
      });
      request.on('error', () => {});
      request.write('{"name":"');
      const isAnswered = settled(answer);
      await until('the answer', () => {
        request.write(more);
        return isAnswered();
      });
      const given = await answer;
      assert.deepEqual([given.status, codeOf(given)], [408, 'TIMEOUT']);
      request.destroy();
      assert.equal((await service.send('GET', '/readyz')).statusCode, 200);
    });
  }

  test('a body that no route reads is refused at once, though nothing of it comes', async () => {
    const service = await serve();
    for (const [method, path] of [
      ['PUT', '/v1/users/1'],
      ['DELETE', '/v1/users/1'],
      ['POST', '/v1/store/verify'],
      ['POST', '/v1/readings'],
      ['POST', '/nowhere'],
    ] as const) {
      const { request, answer } = open(service, method, path, { 'content-type': 'text/plain', 'content-length': '10' });
      request.on('error', () => {});
      request.flushHeaders();
      const given = await answer;
      assert.ok(given.status === 415 || given.status === 404, `${method} ${path}: ${given.status}`);
      request.destroy();
    }
  });

  test('senders who are slow hold no more room than they have sent', async () => {
    const service = await serve({ maxPendingBytes: 1000 });
    const slow = Array.from({ length: 40 }, () => open(service, 'POST', '/v1/readings', CSV));
    for (const { request } of slow) request.write('user');
    const held = () => pendingBytes(service);
    await until('all of them to come', async () => (await held()) === 160);
    const { statusCode } = await service.send('POST', '/v1/readings', HEADER + lines(0, 3), CSV);
    assert.equal(statusCode, 200);
    for (const { request } of slow) request.end(`_id,timestamp,heart_rate\n${line(5)}`);
    const statuses = await Promise.all(slow.map(async ({ answer }) => (await answer).status));
    // There is room for twenty of them at a time.
    assert.ok(statuses.every((status) => status === 200 || status === 503) && statuses.includes(200), `${statuses}`);
    assert.equal(await held(), 0);
  });

  test('the time that a body takes to come does not count for the objective of writes', async (context) => {
    const service = await serve();
    const clock = holdClock(context);
    const { request, answer } = open(service, 'POST', '/v1/readings', CSV);
    request.write(HEADER);
    await until('the beginning to come', async () => (await pendingBytes(service)) === HEADER.length);
    clock.pass(10_000);
    request.end(line(1));
    assert.equal((await answer).status, 200);
    const { body } = await service.send('GET', '/v1/slo');
    const { objectives } = JSON.parse(body) as { objectives: { name: string; p95Ms: number; count: number }[] };
    const ingest = objectives.find(({ name }) => name === 'ingest');
    assert.equal(ingest?.count, 1);
    // No time passed but that in which the body came.
    assert.ok(ingest.p95Ms < 1, `${ingest.p95Ms} ms`);
  });
});

describe('slow readers', () => {
  const YEARS = 'from=2023-01-01&to=2025-01-01';
  const full = async (settings: Parameters<typeof serve>[0], count = 200_000) => {
    const service = await serve(settings);
    const readings = Array.from({ length: count }, (_, at) => ({
      userId: 1,
      timestamp: new Date(Date.UTC(2023, 0, 1) + at * 1000),
      heartRate: 60,
    }));
    await service.store.ingest(readings);
    return service;
  };

  test('an answer that nobody takes is given up, and holds nothing any more', async (context) => {
    const service = await full({ requestTimeout: 20, maxQueries: 1 });
    const clock = holdClock(context);
    const { request } = open(service, 'GET', `/v1/users/1/readings?${YEARS}`);
    request.removeAllListeners('response').on('error', () => {});
    const [response] = (await Promise.all([once(request, 'response'), request.end()]))[0] as [IncomingMessage];
    response.on('error', () => {}).pause();
    assert.equal(await streamsOf(service), 1);
    // Each holds a page of the store in memory, so their number is bounded.
    const refused = await service.send('GET', `/v1/users/1/readings?${YEARS}`);
    assert.deepEqual([refused.statusCode, (JSON.parse(refused.body) as { code: string }).code], [503, 'OVERLOADED']);
    await until('the answer to be given up', async () => {
      clock.pass(20_000);
      return (await streamsOf(service)) === 0;
    });
    let received = 0;
    await assert.rejects(async () => {
      for await (const chunk of response) received += String(chunk).length;
    });
    assert.ok(received < 14_000_000);
    const whole = await service.send('GET', `/v1/users/1/readings?${YEARS}`);
    assert.equal((JSON.parse(whole.body) as unknown[]).length, 200_000);
    assert.equal(await streamsOf(service), 0);
  });

  test('one that is taken slowly comes whole', async (context) => {
    const service = await full({ requestTimeout: 20 }, 400_000);
    const clock = holdClock(context);
    const { request } = open(service, 'GET', `/v1/users/1/readings?${YEARS}`);
    request.removeAllListeners('response').end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response.setEncoding('latin1')) {
      text += String(chunk);
      // Two seconds for a megabyte: a minute in all, and no more is on its way than comes within the time limit.
      clock.pass(String(chunk).length / 500);
    }
    assert.equal((JSON.parse(text) as unknown[]).length, 400_000);
    assert.equal(await streamsOf(service), 0);
  });
});
