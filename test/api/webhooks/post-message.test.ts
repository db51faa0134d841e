import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { after, describe, test } from 'node:test';
import { AddressGuard } from '../../../src/api/webhooks/address-guard.ts';
import { postMessage } from '../../../src/api/webhooks/post-message.ts';
import { signedMessage } from '../../../src/api/webhooks/signed-message.ts';
import { makeWebhookSecret } from '../../../src/api/webhooks/webhook-secret.ts';
import { startReceiver } from './receiver.ts';

const receiver = await startReceiver();
const secret = makeWebhookSecret();
receiver.secrets.push(secret);
after(() => receiver.close());

const guard = new AddressGuard('true');
const never = new AbortController().signal;
const messageTo = (url: string) => signedMessage({ url, id: 'msg_1', payload: { a: 1 }, secrets: [secret] });
const post = (url = receiver.url, options = {}) =>
  postMessage(messageTo(url), { guard, timeoutMs: 20_000, signal: never, ...options });

describe('an attempt to deliver', () => {
  test('succeeds with 2xx alone', async () => {
    for (const status of [200, 201, 202, 204, 299]) {
      receiver.answer(status);
      assert.deepEqual(await post(), { status, error: null, retryAfterMs: 0 });
    }
    for (const status of [400, 404, 410, 429, 500, 503]) {
      receiver.answer(status);
      assert.deepEqual(await post(), { status, error: `answered ${status}`, retryAfterMs: 0 });
    }
    assert.deepEqual(receiver.faults, []);
  });

  test('does not follow a redirect', async () => {
    const before = receiver.received.length;
    for (const status of [301, 302, 303, 307, 308]) {
      receiver.answer([status, { location: receiver.url }]);
      const { error } = await post();
      assert.equal(error, `answered ${status}; redirects are not followed`);
    }
    assert.equal(receiver.received.length, before + 5);
  });

  test('heeds Retry-After of an answer that is no success', async () => {
    receiver.answer([429, { 'retry-after': '7' }]);
    assert.equal((await post()).retryAfterMs, 7000);
  });

  test('fails when the answer does not come, or does not end', async () => {
    const hangs = [
      () => {},
      (answer: ServerResponse) => {
        answer.writeHead(200);
        answer.write('and');
      },
    ];
    for (const hang of hangs) {
      receiver.answer(() => (answer: ServerResponse) => hang(answer));
      assert.deepEqual(await post(receiver.url, { timeoutMs: 300 }), {
        status: null,
        error: 'no whole answer within 0.3 s',
        retryAfterMs: 0,
      });
    }
  });

  test('reads no more of an answer than anybody could have to say', async () => {
    let isCut = false;
    receiver.answer(() => (answer: ServerResponse) => {
      answer.on('close', () => {
        isCut = !answer.writableFinished;
      });
      answer.writeHead(200);
      const more = (): void => {
        if (answer.destroyed) return;
        answer.write('x'.repeat(65_536));
        answer.once('drain', more);
      };
      more();
    });
    assert.equal((await post()).status, 200);
    receiver.answer(204);
    await post();
    assert.ok(isCut);
  });

  test('fails when nobody listens, the connection breaks, or something else answers', async () => {
    receiver.answer(() => (answer: ServerResponse) => void answer.destroy());
    assert.match((await post()).error ?? '', /^the connection failed/);
    const foreign = createServer((socket) => socket.resume().end('220 mail.example.org ESMTP\r\n'));
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
    const { port } = foreign.address() as AddressInfo;
    assert.match((await post(`http://127.0.0.1:${port}/`)).error ?? '', /^the connection failed/);
    await new Promise((resolve) => foreign.close(resolve));
    const { status, error } = await post(`http://127.0.0.1:${port}/`);
    assert.deepEqual([status, error], [null, 'the connection failed (ECONNREFUSED)']);
  });

  test('goes to no address that is refused, by name or number', async () => {
    receiver.answer(204);
    const before = receiver.received.length;
    const closed = new AddressGuard('');
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      const url = receiver.url.replace('127.0.0.1', host);
      for (const scheme of ['http:', 'https:']) {
        const { status, error } = await post(url.replace('http:', scheme), { guard: closed });
        assert.equal(status, null);
        assert.match(error ?? '', /WEBHOOK_PRIVATE_NETWORKS/, url);
      }
    }
    // Where other networks are named, names are judged by their addresses.
    const other = new AddressGuard('10.0.0.0/8');
    const named = await post(receiver.url.replace('127.0.0.1', 'localhost'), { guard: other });
    assert.match(named.error ?? '', /WEBHOOK_PRIVATE_NETWORKS/);
    assert.equal(receiver.received.length, before);
  });

  test('heeds no proxy of the environment', async () => {
    receiver.answer(204);
    process.env.NODE_USE_ENV_PROXY = '1';
    process.env.HTTP_PROXY = 'http://127.0.0.1:1';
    try {
      assert.equal((await post()).status, 204);
    } finally {
      delete process.env.NODE_USE_ENV_PROXY;
      delete process.env.HTTP_PROXY;
    }
  });

  test('ends when its signal is aborted', async () => {
    const stop = new AbortController();
    receiver.answer(() => () => stop.abort(new Error('stopped')));
    await assert.rejects(post(receiver.url, { signal: stop.signal }), /stopped/);
  });
});
