import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import type { Injected } from './inject.ts';
import { CSV, HEADER, line, lines, open, serve } from './over-network.ts';

/** An engine whose writes wait until they are let go. */
class HeldEngine extends MemoryEngine {
  readonly gate = Promise.withResolvers<void>();
  held = 0;
  isHolding = true;

  override async beginWrite() {
    this.held += 1;
    if (this.isHolding) await this.gate.promise;
    return super.beginWrite();
  }
}

type Served = Injected & { readonly port: number };

/** A request as text. */
function request({ service }: Served, first: string, headers: string, body = ''): string {
  return `${first} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${service.adminKey}\r\n${headers}\r\n${body}`;
}

function ingest(served: Served, at: number): string {
  const body = HEADER + line(at);
  return request(served, 'POST /v1/readings', `Content-Type: text/csv\r\nContent-Length: ${body.length}\r\n`, body);
}

/** Everything that comes back for what was sent in one go, until the other side ends; `sent` once there is a first answer. */
function send(port: number, text: string): { readonly all: Promise<string>; end(): void; has(part: string): boolean } {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  let answers = '';
  const all = (async () => {
    for await (const chunk of socket.setEncoding('utf8')) answers += String(chunk);
    return answers;
  })();
  socket.write(text);
  return { all, end: () => socket.end(), has: (part) => answers.includes(part) };
}

const statuses = (answers: string) => [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

/** Lets the time limits of the service pass: a body that does not go on is given up at REQUEST_TIMEOUT, twice one after the other. */
async function limitsPass(served: Served): Promise<void> {
  for (let at = 0; at < 2; at += 1) {
    const stalled = open(served, 'POST', '/v1/readings', CSV);
    stalled.request.on('error', () => {});
    stalled.request.write('user_id');
    assert.equal((await stalled.answer).status, 408);
    stalled.request.destroy();
  }
}

const SETTINGS = { requestTimeout: 0.5 };

describe('requests that are sent without waiting for answers', () => {
  test('a long one behind a short one has the time that it needs', async () => {
    const engine = new HeldEngine();
    const served = await serve(SETTINGS, engine);
    const { all, end, has } = send(served.port, request(served, 'GET /v1', '') + ingest(served, 1));
    await until('the short answer, and the long request', () => engine.held > 0 && has('"pulsebase"'));
    await limitsPass(served);
    engine.gate.resolve();
    await until('the receipt', () => has('"inserted":1'));
    end();
    assert.deepEqual(statuses(await all), [200, 200]);
    assert.equal((await served.store.stats()).readings, 1);
  });

  test('a refused one with a body behind a long one does not cut it', async () => {
    const engine = new HeldEngine();
    const served = await serve(SETTINGS, engine);
    const refused = request(served, 'POST /v1/nothing', 'Content-Type: text/csv\r\nContent-Length: 1000\r\n', 'a part');
    const { all } = send(served.port, ingest(served, 1) + refused);
    await until('the long request', () => engine.held > 0);
    await limitsPass(served);
    engine.gate.resolve();
    assert.deepEqual(statuses(await all), [200, 404]);
  });

  test('a stream of rows behind a long one waits for its turn', async () => {
    const engine = new HeldEngine();
    engine.isHolding = false;
    const served = await serve(SETTINGS, engine);
    const many = HEADER + lines(0, 20_000);
    assert.equal((await served.send('POST', '/v1/readings', many, CSV)).statusCode, 200);
    engine.isHolding = true;
    const rows = request(served, 'GET /v1/users/1/readings?from=2023-01-01&to=2024-01-01', 'Accept: text/csv\r\n');
    const { all, end, has } = send(served.port, ingest(served, 30_000) + rows);
    await until('both requests', () => engine.held === 2);
    await limitsPass(served);
    engine.gate.resolve();
    await until('the end of the rows', () => has('\r\n0\r\n\r\n'));
    end();
    const answers = await all;
    assert.deepEqual(statuses(answers), [200, 200]);
    assert.ok(answers.split('60.125').length > 20_000);
  });

  for (const [what, broken, status] of [
    ['no HTTP', 'NONSENSE\r\n\r\n', 400],
    ['headers that do not end', 'GET / HTTP/1.1\r\nHost: a\r\nX: ', 408],
    ['headers that are too long', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, 431],
    ['a wish for a tunnel', 'CONNECT example.org:443 HTTP/1.1\r\nHost: a\r\n\r\n', 405],
  ] as const) {
    test(`${what} behind a long one is answered after it, and nobody takes the one answer for the other`, async () => {
      const engine = new HeldEngine();
      const served = await serve(SETTINGS, engine);
      const { all } = send(served.port, ingest(served, 1) + broken);
      await until('the long request', () => engine.held > 0);
      await limitsPass(served);
      engine.gate.resolve();
      assert.deepEqual(statuses(await all), [200, status]);
      assert.equal((await served.store.stats()).readings, 1);
    });
  }
});
