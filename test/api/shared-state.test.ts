import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, describe, test } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { serveProcess } from '../../harness/serve-process.ts';
import { until } from '../../harness/until.ts';
import { SCOPES } from '../../src/api/auth/api-key.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import type { ReadingsReceipt } from '../../src/api/schemas/receipt.ts';
import type { ServiceSettings } from '../../src/config/service-settings.ts';
import { openState } from '../../src/state/open-state.ts';
import { AT, type Injected, inject, problemCode, readingsCsv } from './inject.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsebase-shared-'));
const server = await startPostgresServer({ fsync: 'off' });
after(async () => {
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

const password = decodeURIComponent(new URL(server.url()).password);

const CSV = { 'content-type': 'text/csv' };
const body = readingsCsv([[1, AT, 60]]);
type Answer = Awaited<ReturnType<Injected['send']>>;
const receiptOf = (answer: Answer) => JSON.parse(answer.body) as ReadingsReceipt;

/** Two services over stores of their own, so that it shows which of them has written, with one state. */
async function pair(settings: Partial<ServiceSettings> = {}) {
  const stateUrl = await server.createDatabase();
  const state = await openState({ stateUrl, stateDirectory: root }, { durable: true });
  const { key } = await new KeyStore(state).create('both', SCOPES);
  const services = [await inject({ ...settings, stateUrl }), await inject({ ...settings, stateUrl })] as const;
  for (const { store } of services) await store.putUser({ id: 1 });
  const post = ({ send }: Injected, idempotencyKey?: string, payload: string | PassThrough = body) =>
    send('POST', '/v1/readings', payload, {
      ...CSV,
      authorization: `Bearer ${key}`,
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    });
  return {
    ...{ stateUrl, state, services, post, authorization: `Bearer ${key}` },
    claims: async () => Number((await state.query('SELECT count(*) FROM state.claims'))[0]![0]),
    async [Symbol.asyncDispose]() {
      for (const { service } of services) await service.remove();
      await state.close();
    },
  };
}

describe('services that share a state', () => {
  test('know a session that began at the other, and its end', async () => {
    await using both = await pair();
    const [one, other] = both.services;
    const page = { host: 'a', 'sec-fetch-site': 'same-origin', 'x-requested-by': 'pulsebase', authorization: '' };
    const key = both.authorization.slice('Bearer '.length);
    const began = await one.send('POST', '/v1/session', { key }, page);
    const cookie = String(began.headers['set-cookie']).split(';')[0]!;
    const headers = { ...page, cookie };
    assert.equal((await other.send('PUT', '/v1/users/2', {}, headers)).statusCode, 200);
    assert.equal((await other.send('DELETE', '/v1/session', undefined, headers)).statusCode, 200);
    for (const { send } of both.services) {
      assert.equal(problemCode(await send('GET', '/v1/users/2', undefined, headers), 401), 'AUTHENTICATION_FAILED');
    }
  });

  test('know a key that was made, and refuse one that was revoked', async () => {
    await using both = await pair();
    const keys = new KeyStore(both.state);
    const { id, key } = await keys.create('new', ['read']);
    const statusOf = async ({ send }: Injected) =>
      (await send('GET', '/v1', undefined, { authorization: `Bearer ${key}` })).statusCode;
    for (const service of both.services) {
      await until('the key to be known', async () => (await statusOf(service)) === 200);
    }
    await keys.revoke(id);
    for (const service of both.services) {
      await until('the key to be refused', async () => (await statusOf(service)) === 401);
    }
  });

  test('answer a repeat with the receipt of the other, and refuse another body under its key', async () => {
    await using both = await pair();
    const [one, other] = both.services;
    const first = await both.post(one, 'repeat');
    const again = await both.post(other, 'repeat');
    assert.deepEqual([first.statusCode, again.statusCode, again.body], [200, 200, first.body]);
    assert.equal(again.headers['idempotency-replayed'], 'true');
    assert.equal((await other.store.stats()).readings, 0);
    assert.equal(problemCode(await both.post(other, 'repeat', `${body}\n`), 422), 'IDEMPOTENCY_KEY_REUSED');
    assert.equal(await both.claims(), 0);
  });

  test('refuse a key whose request is still running with the other, and have its receipt afterwards', async () => {
    await using both = await pair();
    const [one, other] = both.services;
    const slow = new PassThrough();
    const running = both.post(one, 'running', slow);
    await until('the claim', async () => (await both.claims()) === 1);
    for (const service of both.services) {
      assert.equal(problemCode(await both.post(service, 'running'), 409), 'IDEMPOTENCY_KEY_IN_USE');
    }
    slow.end(body);
    const first = await running;
    assert.equal(receiptOf(first).inserted, 1);
    assert.equal((await both.post(other, 'running')).body, first.body);
  });

  test('leave the key of a request that failed to the others', async () => {
    await using both = await pair();
    const [one, other] = both.services;
    assert.equal((await both.post(one, 'failed', 'nonsense')).statusCode, 400);
    assert.equal(receiptOf(await both.post(other, 'failed')).inserted, 1);
  });

  test('keep to what another one deletes while a body is on its way', async () => {
    await using both = await pair();
    const [one, other] = both.services;
    const slow = new PassThrough();
    const running = both.post(one, 'erased', slow);
    // The write begins before its key is claimed.
    await until('the claim', async () => (await both.claims()) === 1);
    assert.equal(
      (await other.send('DELETE', '/v1/users/1', undefined, { authorization: both.authorization })).statusCode,
      200,
    );
    slow.end(body);
    const { inserted, rejections } = receiptOf(await running);
    assert.deepEqual([inserted, rejections.map(({ reason }) => reason)], [0, ['erased']]);
    // What is sent afterwards is new.
    assert.equal(receiptOf(await both.post(one, 'afterwards')).inserted, 1);
  });

  test('keep one answer for a key that was taken from a service that stood still', async () => {
    await using both = await pair();
    const [one, other] = both.services;
    /** A request to the first service, whose claim expires before its body ends. */
    const stalled = async (key: string) => {
      const slow = new PassThrough();
      const running = both.post(one, key, slow);
      await until('the body to be read', () => slow.listenerCount('readable') > 0);
      await both.state.query('DELETE FROM state.claims');
      return () => {
        slow.end(body);
        return running;
      };
    };

    const repeated = await stalled('repeated');
    const theirs = await both.post(other, 'repeated');
    const late = await repeated();
    assert.deepEqual([late.statusCode, late.body], [200, theirs.body]);
    assert.equal(late.headers['idempotency-replayed'], 'true');
    assert.equal((await both.post(other, 'repeated')).body, theirs.body);

    const running = await stalled('running');
    const slow = new PassThrough();
    const longer = both.post(other, 'running', slow);
    await until('the body to be read', () => slow.listenerCount('readable') > 0);
    const refused = await running();
    assert.equal(problemCode(refused, 409), 'IDEMPOTENCY_KEY_IN_USE');
    assert.equal((JSON.parse(refused.body) as { receipt: ReadingsReceipt }).receipt.unchanged, 1);
    slow.end(body);
    const finished = await longer;
    assert.equal((await both.post(one, 'running')).body, finished.body);

    const reused = await stalled('reused');
    assert.equal((await both.post(other, 'reused', `${body}\n`)).statusCode, 200);
    const unlike = await reused();
    assert.equal(problemCode(unlike, 422), 'IDEMPOTENCY_KEY_REUSED');
    assert.match(unlike.body, /all rows are committed/);

    // Where nobody has taken it, it is taken again.
    const alone = await stalled('alone');
    const kept = await alone();
    assert.equal((await both.post(other, 'alone')).body, kept.body);
    assert.equal(await both.claims(), 0);
  });

  test('count the pending requests of each other when they promise room for receipts', async () => {
    await using both = await pair({ maxReceiptBytes: 150 * 1024 });
    const [one, other] = both.services;
    const slow = [new PassThrough(), new PassThrough()];
    const running = slow.map((each, at) => both.post(both.services[at]!, `pending-${at}`, each));
    await until('both bodies to be read', () => slow.every((each) => each.listenerCount('readable') > 0));
    for (const service of [one, other]) {
      assert.equal(problemCode(await both.post(service, 'too-many'), 429), 'RATE_LIMITED');
    }
    for (const each of slow) each.end(body);
    for (const answer of running) assert.equal((await answer).statusCode, 200);
    assert.equal((await both.post(one, 'enough')).statusCode, 200);
  });

  test('let one of many begin when all come at once', async () => {
    await using both = await pair();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => both.post(both.services[at % 2]!, 'at-once')),
    );
    const taken = answers.filter(({ statusCode }) => statusCode === 200);
    const written = taken.filter(({ headers }) => headers['idempotency-replayed'] === undefined);
    assert.equal(written.length, 1);
    assert.ok(taken.every((answer) => answer.body === taken[0]!.body));
    const readings = await Promise.all(both.services.map(async ({ store }) => (await store.stats()).readings));
    assert.deepEqual(readings.sort(), [0, 1]);
  });

  test('take over the key of a service that was killed', async () => {
    await using both = await pair();
    const [one] = both.services;
    const { key } = await new KeyStore(both.state).create('killed', SCOPES);
    const stateDirectory = mkdtempSync(join(root, 'killed-'));
    const serving = await serveProcess({
      // A store and a state may be in one database.
      DATABASE_URL: both.stateUrl,
      STATE_URL: both.stateUrl,
      STATE_DIRECTORY: stateDirectory,
    });
    const headers = { ...CSV, authorization: `Bearer ${key}`, 'idempotency-key': 'killed' };
    const sent = fetch(`${serving.url}/v1/readings`, {
      method: 'POST',
      headers,
      body: new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from(body.slice(0, 10))) }),
      duplex: 'half',
    } as RequestInit).catch(() => undefined);
    await until('the claim', async () => (await both.claims()) === 1);
    await until('the key to be known', async () => {
      const answer = await one.send('GET', '/v1', undefined, { authorization: `Bearer ${key}` });
      return answer.statusCode === 200;
    });
    const repeat = () => one.send('POST', '/v1/readings', body, headers);
    // A living service renews its claim, however long its request takes.
    assert.equal(problemCode(await repeat(), 409), 'IDEMPOTENCY_KEY_IN_USE');
    await serving.end('SIGKILL');
    await sent;
    const taken = await until(
      'the claim to expire',
      async () => {
        const answer = await repeat();
        return answer.statusCode === 409 ? undefined : answer;
      },
      { every: 100 },
    );
    assert.deepEqual([taken.statusCode, receiptOf(taken).inserted], [200, 1]);
  });
});

test('while the state cannot be reached, readings are taken without an Idempotency-Key, and none gets a wrong receipt', async () => {
  await using both = await pair();
  const [one, other] = both.services;
  const first = await both.post(one, 'before');
  const slow = new PassThrough();
  const running = both.post(one, 'during', slow);
  // Only then has it all that it needs of the state: its claim may be there before the service knows.
  await until('the body to be read', () => slow.listenerCount('readable') > 0);
  await server.kill();
  assert.equal((await both.post(other)).statusCode, 200);
  const refused = await both.post(other, 'refused');
  assert.equal(problemCode(refused, 503), 'CONNECTION_FAILED');
  assert.match(refused.body, /Idempotency-Key/);
  assert.ok(Number(refused.headers['retry-after']) >= 1);
  // What was committed is said to be, and is not lost.
  slow.end(readingsCsv([[1, '2023-01-02T10:00:00Z', 61]]));
  const unkept = await running;
  assert.equal(problemCode(unkept, 503), 'CONNECTION_FAILED');
  assert.equal((JSON.parse(unkept.body) as { receipt: { inserted: number } }).receipt.inserted, 1);
  assert.ok(!both.services.some(({ service }) => service.logged.some((line) => line.includes(password))));
  await server.start();
  assert.equal(
    (
      await until('the state', async () => {
        const answer = await both.post(other, 'before');
        return answer.statusCode === 503 ? undefined : answer;
      })
    ).body,
    first.body,
  );
  const again = await until('the claim to be given up', async () => {
    const answer = await both.post(one, 'during', readingsCsv([[1, '2023-01-02T10:00:00Z', 61]]));
    return answer.statusCode === 409 ? undefined : answer;
  });
  assert.deepEqual([again.statusCode, receiptOf(again).unchanged], [200, 1]);
  assert.equal(again.headers['idempotency-replayed'], undefined);
});
