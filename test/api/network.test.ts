import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import type { CohortTotal, WriteSession } from '../../src/engine/engine.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { YEAR } from './inject.ts';
import { CSV, codeOf, HEADER, line, lines, open, serve } from './over-network.ts';

/** An engine whose answers and writes wait until all of them are let go. */
class SlowEngine extends MemoryEngine {
  readonly #gate = Promise.withResolvers<void>();
  waiting = 0;

  letGo(): void {
    this.#gate.resolve();
  }

  async untilWaiting(count: number): Promise<void> {
    await until(`${count} queries and writes to wait`, () => this.waiting >= count);
  }

  override async cohort(...query: Parameters<MemoryEngine['cohort']>): Promise<readonly CohortTotal[]> {
    await this.#wait();
    return super.cohort(...query);
  }

  override async beginWrite(): Promise<WriteSession> {
    await this.#wait();
    return super.beginWrite();
  }

  async #wait(): Promise<void> {
    this.waiting += 1;
    await this.#gate.promise;
    this.waiting -= 1;
  }
}

describe('uploads that are cut', () => {
  test('keep the batches that were committed, and no half of a line', async () => {
    const service = await serve();
    const { request } = open(service, 'POST', '/v1/readings', CSV);
    request.on('error', () => {});
    request.write(HEADER + lines(0, 250_000) + line(250_000).slice(0, -4));
    // Three quarters of a million bytes may still be on their way when the first batch is there.
    await until('the first batches', async () => (await service.store.stats()).readings >= 200_000);
    request.destroy();
    const uploads = async () => /kind="uploads"} (\d+)/.exec((await service.send('GET', '/metrics')).body)?.[1];
    await until('the upload to be over', async () => (await uploads()) === '0');
    const { readings } = await service.store.stats();
    assert.ok(readings >= 200_000 && readings <= 250_000);
    const top = await service.store.queryTop({ userId: 1, from: '2023-01-01', to: '2024-01-01' });
    assert.deepEqual(top, [60.125]);
    // What was committed is told to whoever watches, though nobody was there to be answered.
    const { body } = await service.send('GET', '/metrics');
    assert.ok(body.includes(`pulsebase_readings_total{outcome="inserted"} ${readings}\n`));
    const entry = await until('the entry in the audit log', () =>
      service.service.audited().find(({ action }) => action === 'ingest'),
    );
    assert.deepEqual([entry.rows, (entry.users as unknown[] | undefined)?.length], [readings, 1]);
  });

  test('a sender that closes only its side of the connection learns how much was committed', async () => {
    const { port, service, store, send } = await serve();
    const rows = HEADER + lines(0, 130_000) + line(130_000).slice(0, -4);
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write(
      `POST /v1/readings HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${service.adminKey}\r\nContent-Type: text/csv\r\nContent-Length: ${rows.length + 1000}\r\n\r\n`,
    );
    socket.end(rows);
    let answer = '';
    for await (const chunk of socket.setEncoding('utf8')) answer += String(chunk);
    assert.match(answer, /^HTTP\/1\.1 400 /);
    const problem = JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1)) as {
      code: string;
      lastCommittedRow: number;
    };
    const { readings } = await store.stats();
    assert.deepEqual([problem.code, problem.lastCommittedRow], ['ABORTED', readings + 1]);
    assert.ok(readings >= 100_000);
    // It is not a fault of the service, and nothing that it refused.
    assert.ok(!service.logged.some((text) => text.includes('request failed')));
    assert.ok(!(await send('GET', '/metrics')).body.includes('code="ABORTED"'));
    const { body } = await send('GET', '/v1/slo');
    assert.match(body, /"name":"ingest",[^}]*"count":0/);
  });

  test('of users, say how far they came', async () => {
    const service = await serve();
    const users = Array.from({ length: 25_000 }, (_, at) => `{"id":${at + 1}}`).join(',\n');
    const cut = await service.send('POST', '/v1/users/import', `[${users}`, { 'content-type': 'application/json' });
    const problem = JSON.parse(cut.body) as { code: string; lastCommittedRow: number; receipt: { read: number } };
    assert.deepEqual([cut.statusCode, problem.code], [400, 'INVALID_FILE']);
    assert.deepEqual([problem.lastCommittedRow, problem.receipt.read], [25_000, 25_000]);
    assert.equal((await service.store.stats()).users, 25_000);
  });
});

describe('what is not proper HTTP', () => {
  const speak = async (port: number, text: string): Promise<string> => {
    const socket: Socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(text);
    let answer = '';
    for await (const chunk of socket.setEncoding('utf8')) answer += String(chunk);
    return answer;
  };

  test('gets a problem document too', async () => {
    const { port } = await serve();
    const cases: readonly (readonly [text: string, status: RegExp])[] = [
      ['\x16\x03\x01\x02\x00\x01\x00', /^HTTP\/1\.1 400 /],
      ['HELO example\r\n\r\n', /^HTTP\/1\.1 400 /],
      ['GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n', /^HTTP\/1\.1 400 /],
      [
        'POST /v1/readings HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        /^HTTP\/1\.1 400 /,
      ],
      [`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    ];
    for (const [text, status] of cases) {
      const answer = await speak(port, text);
      assert.match(answer, status);
      assert.match(answer, /\r\nContent-Type: application\/problem\+json\r\n/i);
      assert.match(answer, /"code":"[A-Z_]+"/);
    }
  });

  test('a refused body is answered though it is still being sent', async () => {
    const service = await serve();
    const { request, answer } = open(service, 'POST', '/v1/readings', { ...CSV, authorization: 'Bearer nobody' });
    request.on('error', () => {});
    request.write(HEADER + lines(0, 50_000));
    const given = await answer;
    assert.deepEqual([given.status, codeOf(given)], [401, 'AUTHENTICATION_FAILED']);
    request.destroy();
  });
});

describe('too much', () => {
  test('rejected rows of small bodies take room too, as each may be a byte of the body', async () => {
    const engine = new SlowEngine();
    const service = await serve({ maxPendingBytes: 64 * 1024 ** 2 }, engine);
    const csv = `${HEADER}${line(1)}${'x\n'.repeat(100_000)}`;
    const answers = Array.from({ length: 12 }, () => service.send('POST', '/v1/readings', csv, CSV));
    const first = await Promise.race(answers);
    assert.equal(first.statusCode, 503, first.body);
    engine.letGo();
    const statuses = (await Promise.all(answers)).map(({ statusCode }) => statusCode);
    assert.ok(statuses.includes(200));
    assert.ok(statuses.every((status) => status === 200 || status === 503));
    // Room is given back.
    assert.equal((await service.send('POST', '/v1/readings', csv, CSV)).statusCode, 200);
  });

  test('requests past the rate of a key are refused, those of another key are not', async () => {
    const { send, service } = await serve({ rateLimit: 5 });
    const other = await service.keyWith('read');
    for (let at = 0; at < 5; at += 1) assert.equal((await send('GET', '/v1')).statusCode, 200);
    const refused = await send('GET', '/v1');
    assert.deepEqual([refused.statusCode, (JSON.parse(refused.body) as { code: string }).code], [429, 'RATE_LIMITED']);
    assert.ok(Number(refused.headers['retry-after']) >= 1);
    assert.equal((await send('GET', '/v1', undefined, { authorization: `Bearer ${other}` })).statusCode, 200);
    for (let at = 0; at < 20; at += 1) assert.equal((await send('GET', '/livez')).statusCode, 200);
  });

  test('queries past the bound are refused at once, the others are answered', async () => {
    const engine = new SlowEngine();
    const { send, store } = await serve({ maxQueries: 3 }, engine);
    await store.putUser({ id: 1 });
    const url = `/v1/cohorts/users?${YEAR}&minHeartRate=0`;
    const asked = [1, 2, 3].map(() => send('GET', url));
    await engine.untilWaiting(3);
    const refused = await send('GET', url);
    assert.deepEqual([refused.statusCode, (JSON.parse(refused.body) as { code: string }).code], [503, 'OVERLOADED']);
    assert.ok(Number(refused.headers['retry-after']) >= 1);
    assert.equal((await send('GET', '/readyz')).statusCode, 200);
    engine.letGo();
    for (const answer of await Promise.all(asked)) assert.equal(answer.statusCode, 200);
  });

  test('bodies that wait to be written are bounded', async () => {
    const engine = new SlowEngine();
    const { send } = await serve({ maxPendingBytes: 1000 }, engine);
    const body = HEADER + lines(0, 12);
    const waiting = [send('POST', '/v1/readings', body, CSV), send('POST', '/v1/readings', body, CSV)];
    await engine.untilWaiting(1);
    const refused = await send('POST', '/v1/readings', body, CSV);
    assert.deepEqual([refused.statusCode, (JSON.parse(refused.body) as { code: string }).code], [503, 'OVERLOADED']);
    engine.letGo();
    for (const answer of await Promise.all(waiting)) assert.equal(answer.statusCode, 200);
  });

  test('so are large bodies at once', async () => {
    const engine = new SlowEngine();
    const service = await serve({ maxUploads: 1 }, engine);
    const first = open(service, 'POST', '/v1/readings', CSV);
    first.request.write(HEADER + lines(0, 110_000));
    await engine.untilWaiting(1);
    const second = open(service, 'POST', '/v1/readings', CSV);
    second.request.on('error', () => {});
    second.request.write(HEADER + lines(0, 50_000));
    const refused = await second.answer;
    assert.deepEqual([refused.status, codeOf(refused)], [503, 'OVERLOADED']);
    second.request.destroy();
    // A small one is not among them: it waits for its turn.
    const few = service.send('POST', '/v1/users/import', '[{"id":7}]', { 'content-type': 'application/json' });
    first.request.end();
    engine.letGo();
    assert.equal((await first.answer).status, 200);
    assert.equal((await few).statusCode, 200);
  });
});

describe('stopping', () => {
  test('finishes what is at hand, refuses the rest cleanly, and ends', async () => {
    const engine = new SlowEngine();
    const service = await serve({}, engine);
    const write = open(service, 'POST', '/v1/readings', CSV);
    write.request.end(HEADER + line(1));
    const query = open(service, 'GET', `/v1/cohorts/users?${YEAR}&minHeartRate=0`);
    query.request.end();
    await engine.untilWaiting(2);
    const stopped = service.service.stop();
    const late = open(service, 'GET', '/v1/users/1');
    late.request.end();
    const refused = await late.answer;
    assert.deepEqual([refused.status, codeOf(refused)], [503, 'OVERLOADED']);
    assert.equal(refused.headers.connection, 'close');
    assert.ok(Number(refused.headers['retry-after']) >= 1);
    const ready = open(service, 'GET', '/readyz');
    ready.request.end();
    assert.equal((await ready.answer).status, 503);
    engine.letGo();
    await stopped;
    assert.equal((await write.answer).status, 200);
    assert.equal((await query.answer).status, 200);
    assert.equal((await service.store.stats()).readings, 1);
  });

  test('a large body is stopped between two batches, and says how far it came', async () => {
    const service = await serve();
    const upload = open(service, 'POST', '/v1/readings', CSV);
    upload.request.on('error', () => {});
    upload.request.write(HEADER + lines(0, 220_000));
    await until('the first batch', async () => (await service.store.stats()).readings >= 100_000);
    const stopped = service.service.stop();
    upload.request.write(lines(220_000, 450_000));
    const given = await upload.answer;
    assert.deepEqual([given.status, codeOf(given)], [503, 'OVERLOADED']);
    const { lastCommittedRow } = JSON.parse(given.body) as { lastCommittedRow: number };
    assert.equal((await service.store.stats()).readings, lastCommittedRow - 1);
    upload.request.destroy();
    await stopped;
  });

  test('work that does not end within the time is cut off', async () => {
    const engine = new SlowEngine();
    const service = await serve({ drainTimeout: 0.3 }, engine);
    const query = open(service, 'GET', `/v1/cohorts/users?${YEAR}&minHeartRate=0`);
    query.request.end();
    await engine.untilWaiting(1);
    await service.service.stop();
    await assert.rejects(query.answer);
    engine.letGo();
  });
});
