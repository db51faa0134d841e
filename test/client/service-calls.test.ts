import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { type CallOptions, ServiceCalls } from '../../src/client/service-calls.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { holdClock } from '../support/held-clock.ts';

type Step = () => Response;

const good: Step = () => Response.json({ fine: true });
const broken: Step = () => {
  throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
};
const problem =
  (status: number, code: string, headers: Record<string, string> = {}): Step =>
  () =>
    Response.json({ code, detail: `it is ${code}`, status }, { status, headers });

/** Calls that are answered step by step, with what was asked. */
function calls(steps: readonly Step[], options: CallOptions = {}, url = 'https://pulse.example/base/') {
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const left = [...steps];
  const fake = async (target: string | URL | Request, init?: RequestInit) => {
    asked.push({ url: String(target), init });
    const step = left.shift();
    if (step === undefined) assert.fail('asked too often');
    return step();
  };
  return { asked, calls: new ServiceCalls(url, { maxTries: 3, ...options, fetch: fake }) };
}

const get = { path: '/v1', isRepeatable: true } as const;
const erase = { method: 'POST', path: '/v1/users/delete', body: '{}', isRepeatable: false } as const;
const codeIs = (code: string) => (error: unknown) => error instanceof PulsebaseError && error.code === code;

describe('a call is made again', () => {
  const again: readonly (readonly [name: string, steps: readonly Step[]])[] = [
    ['when the network fails', [broken, broken, good]],
    ['when the service has too much to do', [problem(503, 'OVERLOADED', { 'retry-after': '0' }), good]],
    ['when the key asked too often', [problem(429, 'RATE_LIMITED'), good]],
    ['when the store is out of reach', [problem(503, 'CONNECTION_FAILED'), good]],
    ['when an earlier try is still at work', [problem(409, 'IDEMPOTENCY_KEY_IN_USE'), good]],
    ['when a proxy lost the service', [() => new Response('<html>', { status: 502 }), good]],
  ];
  for (const [name, steps] of again) {
    test(name, async () => {
      const { calls: service, asked } = calls(steps);
      assert.deepEqual(await service.json(get), { fine: true });
      assert.equal(asked.length, steps.length);
    });
  }

  test('also one that must not be repeated, where it was refused before it began', async () => {
    const { calls: service } = calls([problem(503, 'OVERLOADED'), problem(429, 'RATE_LIMITED'), good]);
    assert.deepEqual(await service.json(erase), { fine: true });
  });
});

describe('a call is not made again', () => {
  const once: readonly (readonly [name: string, call: typeof get | typeof erase, step: Step, code: string])[] = [
    ['when it may have been done and must not be repeated', erase, broken, 'CONNECTION_FAILED'],
    ['nor when the store failed in it', erase, problem(503, 'CONNECTION_FAILED'), 'CONNECTION_FAILED'],
    ['when it is wrong', get, problem(400, 'INVALID_ARGUMENT'), 'INVALID_ARGUMENT'],
    ['when the key does not do', get, problem(401, 'AUTHENTICATION_FAILED'), 'AUTHENTICATION_FAILED'],
    ['when the service failed', get, problem(500, 'UNEXPECTED'), 'UNEXPECTED'],
    ['when somebody else answers', get, () => new Response('hello', { status: 404 }), 'CONNECTION_FAILED'],
    ['when the code is of a newer service', get, problem(418, 'TEAPOT'), 'ENGINE_FAILED'],
  ];
  for (const [name, call, step, code] of once) {
    test(name, async () => {
      const { calls: service, asked } = calls([step]);
      await assert.rejects(service.json(call), codeIs(code));
      assert.equal(asked.length, 1);
    });
  }

  test('more often than it may', async () => {
    const { calls: service, asked } = calls([broken, broken, broken]);
    await assert.rejects(service.json(get), codeIs('CONNECTION_FAILED'));
    assert.equal(asked.length, 3);
  });

  test('after the caller has stopped', async () => {
    const stop = new AbortController();
    const { calls: service, asked } = calls([
      () => {
        stop.abort();
        return broken();
      },
    ]);
    await assert.rejects(service.json({ ...get, signal: stop.signal }), codeIs('ABORTED'));
    assert.equal(asked.length, 1);
  });
});

test('the time limit holds for an answer, and for a stream of rows until it begins', async (context) => {
  const { createServer } = await import('node:http');
  // Somebody who never answers, and one who has only begun to.
  const begun: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.url === '/slow') response.write('{"line":1}\n');
    begun.push(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const clock = holdClock(context);
  const service = new ServiceCalls(`http://127.0.0.1:${port}`, { timeout: 20 });
  try {
    const lines = service.lines({ path: '/slow', isRepeatable: true });
    for (let line = 1; line <= 8; line += 1) {
      assert.deepEqual((await lines.next()).value, { line });
      clock.pass(15_000);
      begun[0]!.write(`{"line":${line + 1}}\n`);
    }
    await lines.return(undefined);
    for (const path of ['/silent', '/slow']) {
      const requests = begun.length;
      const refused = assert.rejects(service.json({ path, isRepeatable: true }), codeIs('TIMEOUT'));
      await until('the request', () => begun.length > requests);
      clock.pass(20_000);
      await refused;
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('the key goes into a header, wherever it came from, and never into the address', async () => {
  for (const [url, options] of [
    ['https://pb_secret@pulse.example/base', {}],
    ['https://:pb_secret@pulse.example/base/', {}],
    ['https://other@pulse.example/base//', { apiKey: 'pb_secret' }],
  ] as const) {
    const { calls: service, asked } = calls([good], options, url);
    await service.json(get);
    assert.equal(asked[0]?.url, 'https://pulse.example/base/v1');
    assert.equal(new Headers(asked[0]?.init?.headers).get('authorization'), 'Bearer pb_secret');
    assert.equal(service.place, 'https://pulse.example/base');
  }
});

test('an address that is none is refused without showing it', () => {
  for (const url of ['pulse.example', 'ftp://a:secret@b', 'https://', '']) {
    assert.throws(
      () => new ServiceCalls(url),
      (error) => codeIs('INVALID_ARGUMENT')(error) && !String(error).includes('secret'),
    );
  }
});

test('lines come as they are cut, and an answer that breaks off is an error', async () => {
  const bytes = new TextEncoder().encode('{"a":"ä"}\n{"a":2}\n');
  const chunked = (failure?: Error) => () =>
    new Response(
      new ReadableStream<Uint8Array>({
        start(controller) {
          for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
          if (failure === undefined) controller.close();
        },
        pull(controller) {
          if (failure !== undefined) controller.error(failure);
        },
      }),
    );
  const whole: unknown[] = [];
  for await (const line of calls([chunked()]).calls.lines(get)) whole.push(line);
  assert.deepEqual(whole, [{ a: 'ä' }, { a: 2 }]);
  const cut: unknown[] = [];
  await assert.rejects(async () => {
    for await (const line of calls([chunked(new Error('terminated'))]).calls.lines(get)) cut.push(line);
  }, codeIs('CONNECTION_FAILED'));
  assert.ok(cut.length <= 2);
});
