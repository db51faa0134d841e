import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { serve } from './over-network.ts';

const served = await serve();
const KEY = `Authorization: Bearer ${served.service.adminKey}\r\n`;

interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** The one answer to some text, after which the connection ends. */
async function speak(text: string, port = served.port): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(text);
  let answer = '';
  for await (const chunk of socket.setEncoding('utf8')) answer += String(chunk);
  const end = answer.indexOf('\r\n\r\n');
  const [first = '', ...lines] = answer.slice(0, end).split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const [name = '', ...value] = line.split(': ');
      return [name.toLowerCase(), value.join(': ')];
    }),
  );
  return { status: Number(first.split(' ')[1]), headers, body: answer.slice(end + 4) };
}

const CLOSE = 'Connection: close\r\n';
const CHUNKED = 'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
const CASES: readonly (readonly [what: string, text: string, status: number, closes?: boolean])[] = [
  ['a handshake of TLS', '\x16\x03\x01\x02\x00\x01\x00', 400, true],
  ['no request line', 'HELO example\r\n\r\n', 400, true],
  ['a method that nobody knows', 'FROBNICATE /v1 HTTP/1.1\r\nHost: a\r\n\r\n', 400, true],
  ['a tunnel', 'CONNECT example.org:443 HTTP/1.1\r\nHost: a\r\n\r\n', 405, true],
  ['no host', `GET /v1 HTTP/1.1\r\n${KEY}\r\n`, 400, true],
  [
    'an unknown expectation',
    `POST /v1/readings HTTP/1.1\r\nHost: a\r\n${KEY}Expect: magic\r\nContent-Length: 5\r\n\r\n`,
    417,
    true,
  ],
  [
    'two lengths of a body',
    `POST /v1/readings HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    true,
  ],
  ['two hosts', `GET /v1 HTTP/1.1\r\nHost: a\r\nHost: b\r\n${KEY}\r\n`, 400, true],
  ...['a b', '[', 'a:99999', 'a/b', 'a?b', '@a'].map((host): (typeof CASES)[number] => [
    `a host that is none: ${host}`,
    `GET /v1/users HTTP/1.1\r\nHost: ${host}\r\n${KEY}\r\n`,
    400,
    true,
  ]),
  ...['', 'my_service:8080', '[::1]:80', 'xn--bcher-kva.example'].map((host): (typeof CASES)[number] => [
    `a host: ${host}`,
    `GET /v1/nothing HTTP/1.1\r\nHost: ${host}\r\n${KEY}${CLOSE}\r\n`,
    404,
  ]),
  // In one piece with the headers, the fault is found before anybody reads the body.
  ...['POST /v1/readings', 'POST /v1/users/import', 'PUT /v1/users/1'].flatMap(
    (route): readonly (typeof CASES)[number][] => [
      [`a damaged chunk: ${route}`, `${route} HTTP/1.1\r\nHost: a\r\n${KEY}${CHUNKED}0x3f\r\n[]`, 400, true],
      [
        `a coding that is none: ${route}`,
        `${route} HTTP/1.1\r\nHost: a\r\n${KEY}${CHUNKED.replace('chunked', 'xchunked')}`,
        400,
        true,
      ],
    ],
  ),
  ['a header with a NUL', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n', 400, true],
  ['headers that are too long', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, 431, true],
  ['a path that is not text', `GET /v1/%zz HTTP/1.1\r\nHost: a\r\n${KEY}${CLOSE}\r\n`, 400],
  ['a path that is not UTF-8', `GET /v1/users/%ff HTTP/1.1\r\nHost: a\r\n${KEY}${CLOSE}\r\n`, 400],
  ['an id that is too long', `GET /v1/users/${'1'.repeat(500)} HTTP/1.1\r\nHost: a\r\n${KEY}${CLOSE}\r\n`, 414],
  ['a path that is too long', `GET /${'x'.repeat(5000)} HTTP/1.1\r\nHost: a\r\n${KEY}${CLOSE}\r\n`, 404],
  ['a method of WebDAV', `PROPFIND /v1/users HTTP/1.1\r\nHost: a\r\n${KEY}${CLOSE}\r\n`, 404],
  ['an upgrade', `GET /v1/nothing HTTP/1.1\r\nHost: a\r\n${KEY}Upgrade: websocket\r\n${CLOSE}\r\n`, 404],
];

describe('what is not a proper request', () => {
  for (const [what, text, status, closes = false] of CASES) {
    test(`${what}: a problem document with an id, and a place in the metrics`, async () => {
      const counted = async () => {
        const { body } = await served.send('GET', '/metrics');
        const counts = body.matchAll(/^pulsebase_http_request_duration_seconds_count\{.*status="(\d+)"\} (\d+)$/gm);
        return [...counts].reduce((sum, [, found, count]) => sum + (Number(found) === status ? Number(count) : 0), 0);
      };
      const before = await counted();
      const answer = await speak(text);
      assert.equal(answer.status, status, answer.body);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      const problem = JSON.parse(answer.body) as { status: number; code: string; requestId: string };
      assert.match(problem.code, /^[A-Z_]+$/);
      assert.equal(problem.status, status);
      assert.match(problem.requestId, /^[0-9a-f-]{36}$/);
      assert.equal(answer.headers.get('x-request-id'), problem.requestId);
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      assert.ok(answer.headers.has('content-security-policy'));
      if (closes) assert.equal(answer.headers.get('connection'), 'close');
      assert.equal(await counted(), before + 1);
      const line = served.service.logged.find((text) => text.includes(problem.requestId));
      assert.ok(line !== undefined, 'its id is in the log');
    });
  }

  test('headers that do not come in time: 408', async () => {
    const { port } = await serve({ requestTimeout: 0.1 });
    const answer = await speak('GET /v1 HTTP/1.1\r\nHost: a\r\n', port);
    assert.deepEqual([answer.status, (JSON.parse(answer.body) as { code: string }).code], [408, 'TIMEOUT']);
    assert.equal(answer.headers.get('x-request-id'), (JSON.parse(answer.body) as { requestId: string }).requestId);
  });

  test('HTTP/1.0 needs no host, and 100-continue is met', async () => {
    assert.equal((await speak(`GET /v1 HTTP/1.0\r\n${KEY}\r\n`)).status, 200);
    const continued = await speak(
      `POST /v1/store/verify HTTP/1.1\r\nHost: a\r\n${KEY}Expect: 100-continue\r\n${CLOSE}Content-Length: 0\r\n\r\n`,
    );
    assert.equal(continued.status, 100);
    assert.match(continued.body, /^HTTP\/1\.1 200 /);
  });
});
