import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Injected } from './inject.ts';
import { CSV, codeOf, HEADER, line, lines, open, serve } from './over-network.ts';

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

  test('one that goes on, however slowly, is taken', async () => {
    const service = await serve({ requestTimeout: 0.4 });
    const { request, answer } = open(service, 'POST', '/v1/readings', CSV);
    request.write(HEADER);
    for (let at = 0; at < 8; at += 1) {
      await sleep(100);
      request.write(line(at).slice(0, 10));
      await sleep(20);
      request.write(line(at).slice(10));
    }
    request.end();
    const { status, body } = await answer;
    assert.deepEqual([status, (JSON.parse(body) as { inserted: number }).inserted], [200, 8]);
  });

  for (const [name, more] of [
    ['does not come', []],
    ['comes too slowly', Array.from('"a","gender":"male"}')],
  ] as const) {
    test(`a body that is read as a whole and ${name} is given up`, async () => {
      const service = await serve({ requestTimeout: 0.3 });
      const { request, answer } = open(service, 'PUT', '/v1/users/1', {
        'content-type': 'application/json',
        'content-length': '100',
      });
      request.on('error', () => {});
      request.write('{"name":');
      for (const letter of more) {
        await sleep(50);
        request.write(letter);
      }
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
    const held = async () => /kind="pending_bytes"} (\d+)/.exec((await service.send('GET', '/metrics')).body)?.[1];
    while ((await held()) !== '160') await sleep(10);
    const { statusCode } = await service.send('POST', '/v1/readings', HEADER + lines(0, 3), CSV);
    assert.equal(statusCode, 200);
    for (const { request } of slow) request.end(`_id,timestamp,heart_rate\n${line(5)}`);
    const statuses = await Promise.all(slow.map(async ({ answer }) => (await answer).status));
    // There is room for twenty of them at a time.
    assert.ok(statuses.every((status) => status === 200 || status === 503) && statuses.includes(200), `${statuses}`);
    assert.equal(await held(), '0');
  });

  test('the time that a body takes to come does not count for the objective of writes', async () => {
    const service = await serve();
    const started = performance.now();
    const { request, answer } = open(service, 'POST', '/v1/readings', CSV);
    request.write(HEADER);
    await sleep(500);
    request.end(line(1));
    assert.equal((await answer).status, 200);
    const afterBody = performance.now() - started - 500;
    const { body } = await service.send('GET', '/v1/slo');
    const { objectives } = JSON.parse(body) as { objectives: { name: string; p95Ms: number; count: number }[] };
    const ingest = objectives.find(({ name }) => name === 'ingest');
    assert.equal(ingest?.count, 1);
    // Its buckets are rounded up by 5 %, and the answer is complete a little later than it is read.
    assert.ok(ingest.p95Ms <= 1.06 * afterBody + 100, `${ingest.p95Ms} of ${afterBody}`);
  });
});

describe('slow readers', () => {
  const YEARS = 'from=2023-01-01&to=2025-01-01';
  const full = async (settings: Parameters<typeof serve>[0]) => {
    const service = await serve(settings);
    const readings = Array.from({ length: 200_000 }, (_, at) => ({
      userId: 1,
      timestamp: new Date(Date.UTC(2023, 0, 1) + at * 1000),
      heartRate: 60,
    }));
    await service.store.ingest(readings);
    return service;
  };
  const streams = async ({ send }: Injected) =>
    Number(/^pulsebase_in_hand\{kind="streams"\} (\d+)$/m.exec((await send('GET', '/metrics')).body)?.[1]);

  test('an answer that nobody takes is given up, and holds nothing any more', async () => {
    const service = await full({ requestTimeout: 0.5, maxQuestions: 1 });
    const { request } = open(service, 'GET', `/v1/users/1/readings?${YEARS}`);
    request.removeAllListeners('response').on('error', () => {});
    const [response] = (await Promise.all([once(request, 'response'), request.end()]))[0] as [IncomingMessage];
    response.on('error', () => {}).pause();
    assert.equal(await streams(service), 1);
    // Each holds a page of the store in memory, so their number is bounded.
    const refused = await service.send('GET', `/v1/users/1/readings?${YEARS}`);
    assert.deepEqual([refused.statusCode, (JSON.parse(refused.body) as { code: string }).code], [503, 'OVERLOADED']);
    while ((await streams(service)) > 0) await sleep(20);
    let received = 0;
    await assert.rejects(async () => {
      for await (const chunk of response) received += String(chunk).length;
    });
    assert.ok(received < 14_000_000);
    const whole = await service.send('GET', `/v1/users/1/readings?${YEARS}`);
    assert.equal((JSON.parse(whole.body) as unknown[]).length, 200_000);
    assert.equal(await streams(service), 0);
  });

  test('one that is taken slowly comes whole', async () => {
    const service = await full({ requestTimeout: 1 });
    const { request } = open(service, 'GET', `/v1/users/1/readings?${YEARS}`, { accept: 'text/csv' });
    request.removeAllListeners('response').end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let lines = 0;
    let chunks = 0;
    for await (const chunk of response.setEncoding('latin1')) {
      lines += String(chunk).split('\n').length - 1;
      chunks += 1;
      if (chunks % 20 === 0) await sleep(100);
    }
    assert.equal(lines, 200_001);
    assert.equal(await streams(service), 0);
  });
});
