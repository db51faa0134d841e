import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { freePorts } from '../../harness/free-ports.ts';
import { checkSite, type Nginx, startNginx } from '../../harness/nginx.ts';
import { type PostgresServer, startPostgresServer } from '../../harness/postgres-server.ts';
import { type ServeProcess, serveProcess } from '../../harness/serve-process.ts';
import { until } from '../../harness/until.ts';
import { SCOPES } from '../../src/api/auth/api-key.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import { connectStore } from '../../src/client/connect-store.ts';
import { openState } from '../../src/state/open-state.ts';
import type { StateDatabase } from '../../src/state/state-database.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsebase-nginx-test-'));
after(() => rmSync(root, { recursive: true, force: true }));

const START = Date.UTC(2023, 0, 1);
const ALL = { from: '2020-01-01', to: '2040-01-01' };
const line = (userId: number, at: number) =>
  `{"userId":${userId},"timestamp":"${new Date(START + at * 1000).toISOString()}","heartRate":${50 + (at % 100)}}\n`;

test('nginx takes the site as it is', () => checkSite(root));

describe('two services behind nginx', () => {
  let postgres: PostgresServer;
  let state: StateDatabase;
  let nginx: Nginx;
  let ports: number[];
  let key: string;
  let env: Record<string, string>;
  const serving: ServeProcess[] = [];

  const serve = async (at: number) => {
    const own = { ...env, STATE_DIRECTORY: join(root, `service-${at}`) };
    serving[at] = await serveProcess(own, ['--port', String(ports[at])]);
  };

  before(async () => {
    postgres = await startPostgresServer({ fsync: 'off' });
    const stateUrl = await postgres.createDatabase();
    state = await openState({ stateUrl, stateDirectory: root }, { durable: true });
    key = (await new KeyStore(state).create('nginx', SCOPES)).key;
    env = {
      DATABASE_URL: await postgres.createDatabase(),
      STATE_URL: stateUrl,
      RATE_LIMIT: '0',
      AUTH_FAILURE_LIMIT: '0',
    };
    ports = await freePorts(2);
    for (const at of [0, 1]) await serve(at);
    nginx = await startNginx([`127.0.0.1:${ports[0]}`, `127.0.0.1:${ports[1]}`]);
  });

  after(async () => {
    await nginx?.stop();
    for (const service of serving) await service.end('SIGKILL');
    await state.close();
    await postgres.stop();
  });

  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${nginx.url}${path}`, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } });

  test('take requests in turn, with one key, and one receipt for an idempotency key', async () => {
    const store = await connectStore(nginx.url, { apiKey: key });
    await store.importUsers([{ id: 1 }, { id: 2, externalId: 'P/2 ü' }]);
    assert.equal((await store.getUser('P/2 ü'))?.id, 2);
    const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': 'twice' };
    const post = () => send('/v1/readings', { method: 'POST', headers, body: line(1, 0) + line(2, 0) });
    const first = await post();
    const receipt = await first.text();
    assert.equal(JSON.parse(receipt).inserted, 2, receipt);
    for (let repeat = 0; repeat < 2; repeat += 1) {
      const again = await post();
      assert.deepEqual([again.headers.get('idempotency-replayed'), await again.text()], ['true', receipt]);
    }
    assert.deepEqual(await store.queryTop({ userId: 1, ...ALL }), [50]);
    assert.deepEqual(await store.queryUsers({ minHeartRate: 0, ...ALL }), [1, 2]);
    for (const { logged } of serving) assert.ok(logged.some((entry) => entry.includes('"route":"/v1/readings"')));
    // Each counts for itself.
    assert.equal((await send('/metrics')).status, 404);
  });

  test('know a key that is made, and refuse one that is revoked', async () => {
    const keys = new KeyStore(state);
    const made = await keys.create('new', ['read']);
    const statuses = async () => {
      const ask = () => fetch(`${nginx.url}/v1`, { headers: { authorization: `Bearer ${made.key}` } });
      return new Set([(await ask()).status, (await ask()).status]);
    };
    const both = (status: number) => async () => {
      const found = await statuses();
      return found.size === 1 && found.has(status);
    };
    await until('both to know it', both(200));
    await keys.revoke(made.id);
    await until('both to refuse it', both(401));
  });

  test('get a body while it is being sent, and stream an answer of any length', async () => {
    const rows = 250_000;
    const enough = Promise.withResolvers<void>();
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (sent === rows) return controller.close();
        // The last part is held back until the first batch can be read.
        if (sent === 200_000) await enough.promise;
        const next = Array.from({ length: 10_000 }, (_, at) => line(1, 10 + sent + at));
        sent += next.length;
        controller.enqueue(Buffer.from(next.join('')));
      },
    });
    const headers = { 'content-type': 'application/x-ndjson' };
    const answer = send('/v1/readings', { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
    const store = await connectStore(nginx.url, { apiKey: key });
    await until('the first batch', async () => (await store.stats()).readings >= 100_000, { every: 50 });
    enough.resolve();
    const receipt = (await (await answer).json()) as { readonly inserted: number; readonly lastCommittedRow: number };
    assert.deepEqual([receipt.inserted, receipt.lastCommittedRow], [rows, rows]);
    let read = 0;
    for await (const { userId } of store.readings(1, ALL)) read += userId;
    assert.equal(read, rows + 1);
  });

  test('are told of a sender who waits for leave to send', async () => {
    // curl sends nothing of this body before it gets 100 Continue, for as long as is said here.
    const wait = ['--expect100-timeout', '600', '--header', 'Expect: 100-continue'];
    const auth = ['--header', `Authorization: Bearer ${key}`, '--header', 'Content-Type: application/x-ndjson'];
    const data = ['--data-binary', line(1, 999_999).trim(), `${nginx.url}/v1/readings`];
    const said = execFileSync('curl', ['--silent', '--show-error', ...wait, ...auth, ...data], { encoding: 'utf8' });
    assert.equal(JSON.parse(said).inserted, 1);
  });

  test('are restarted one after the other under load, and no request fails', async () => {
    const store = await connectStore(nginx.url, { apiKey: key });
    const users = [11, 12, 13, 14];
    await store.importUsers(users.map((id) => ({ id })));
    let isOver = false;
    let answered = 0;
    const writers = users.map(async (userId) => {
      let at = 0;
      for (; !isOver; at += 1) {
        const receipt = await store.ingest([{ userId, timestamp: new Date(START + at * 60_000), heartRate: 60 }]);
        assert.equal(receipt.inserted + receipt.unchanged, 1);
        assert.deepEqual(await store.queryTop({ userId, ...ALL }), [60]);
        answered += 1;
      }
      return at;
    });
    const failed = Promise.all(writers).then(() => {});
    const more = () => {
      const enough = answered + 40;
      return Promise.race([failed, until('answers', () => answered >= enough)]);
    };
    try {
      for (const at of [0, 1, 0, 1]) {
        await more();
        assert.equal(await serving[at]!.end('SIGTERM'), 0);
        await more();
        await serve(at);
        // nginx leaves one that has failed out for two seconds; the other must not go meanwhile.
        const isAsked = () => serving[at]!.logged.some((entry) => entry.includes('"route":"/v1/readings"'));
        await Promise.race([failed, until('requests to come to it again', isAsked)]);
      }
      await more();
    } finally {
      isOver = true;
    }
    const written = await Promise.all(writers);
    for (const [at, userId] of users.entries()) {
      let held = 0;
      for await (const _ of store.readings(userId, ALL)) held += 1;
      assert.equal(held, written[at]);
    }
    assert.equal((await store.verify()).ok, true);
  });
});

describe('what nginx sends twice', () => {
  /** Two servers that get requests and do the same with all of them. */
  async function behind(answer: (request: IncomingMessage, response: ServerResponse) => void) {
    const requests: string[] = [];
    const servers = [0, 1].map(() =>
      createServer((request, response) => {
        requests.push(request.method!);
        request.resume().on('end', () => answer(request, response));
      }).listen(0, '127.0.0.1'),
    );
    await Promise.all(servers.map((server) => until('a server', () => server.listening)));
    const hosts = servers.map((server) => `127.0.0.1:${(server.address() as AddressInfo).port}`);
    const nginx = await startNginx(hosts as [string, string]);
    return {
      requests,
      servers,
      send: (method: string) =>
        fetch(`${nginx.url}/v1/readings`, { method, ...(method === 'POST' || method === 'PUT' ? { body: '[]' } : {}) }),
      async [Symbol.asyncDispose]() {
        await nginx.stop();
        for (const server of servers) server.close().closeAllConnections();
      },
    };
  }

  for (const [method, times] of [
    ['GET', 2],
    ['POST', 1],
    ['DELETE', 1],
  ] as const) {
    test(`a ${method} whose answer does not come reaches ${times} of them`, async () => {
      await using two = await behind((request) => request.socket.destroy());
      assert.equal((await two.send(method)).status, 502);
      assert.deepEqual(two.requests, Array(times).fill(method));
    });

    test(`a ${method} that is refused with 503 reaches ${times} of them`, async () => {
      await using two = await behind((_, response) => response.writeHead(503, { 'retry-after': '5' }).end('{}'));
      const { status, headers } = await two.send(method);
      assert.deepEqual([status, headers.get('retry-after')], [503, '5']);
      assert.deepEqual(two.requests, Array(times).fill(method));
    });
  }

  test('what could not be sent: it goes to the one that is there', async () => {
    await using two = await behind((_, response) => response.end('{}'));
    two.servers[0]!.close();
    for (const method of ['POST', 'PUT', 'GET', 'POST']) assert.equal((await two.send(method)).status, 200);
    assert.deepEqual(two.requests, ['POST', 'PUT', 'GET', 'POST']);
  });
});
