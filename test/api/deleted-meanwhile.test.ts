import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { connectStore } from '../../src/client/connect-store.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import type { Injected } from './inject.ts';
import { CSV, codeOf, HEADER, open, serve } from './over-network.ts';

type Served = Awaited<ReturnType<typeof serve>>;

const JSON_TYPE = { 'content-type': 'application/json' };
const AT = '2023-01-01T10:00:00.000Z';

/** Writes that are on their way, as whoever watches sees them. */
async function writes({ send }: Injected): Promise<number> {
  const { body } = await send('GET', '/metrics');
  return Number(/pulsebase_work_in_progress\{kind="writes"\} (\d+)/.exec(body)?.[1]);
}

async function untilWrites(service: Injected, count: number): Promise<void> {
  await until(`${count} writes on their way`, async () => (await writes(service)) === count);
}

/** Opens a request whose body is on its way while something else happens, and gives its answer. */
async function during(
  service: Served,
  [method, path, headers, body]: readonly [method: string, path: string, headers: Record<string, string>, body: string],
  meanwhile: () => Promise<unknown>,
) {
  const { request, answer } = open(service, method, path, headers);
  request.write(body.slice(0, 1));
  await untilWrites(service, 1);
  await meanwhile();
  request.end(body.slice(1));
  const given = await answer;
  await untilWrites(service, 0);
  return given;
}

const deletions: readonly (readonly [name: string, erase: (service: Injected) => Promise<unknown>])[] = [
  ['DELETE', ({ send }) => send('DELETE', '/v1/users/1')],
  ['a list', ({ send }) => send('POST', '/v1/users/delete', { userIds: [1, 5] })],
  ['two at once', ({ send }) => Promise.all([send('DELETE', '/v1/users/1'), send('DELETE', '/v1/users/1')])],
];

for (const [name, erase] of deletions) {
  describe(`a user who is deleted (${name}) while a body is on its way`, () => {
    test('does not come back through PUT; sent again, it recreates the user', async () => {
      const service = await serve();
      const put = ['PUT', '/v1/users/1', JSON_TYPE, '{"name":"back"}'] as const;
      const given = await during(service, put, () => erase(service));
      assert.deepEqual([given.status, codeOf(given)], [409, 'ERASED']);
      assert.match(given.body, /user 1 was deleted while this request was under way; send it again/);
      assert.equal(given.headers['retry-after'], undefined, 'no program sends it again by itself');
      assert.equal(await service.store.getUser(1), undefined);
      // Somebody else may be put meanwhile, and the same user afterwards.
      const other = ['PUT', '/v1/users/2', JSON_TYPE, '{"name":"other"}'] as const;
      assert.equal((await during(service, other, () => erase(service))).status, 200);
      assert.equal((await service.send('PUT', '/v1/users/1', { name: 'anew' })).statusCode, 200);
      assert.equal((await service.store.getUser(1))?.name, 'anew');
    });

    for (const [kind, count] of [
      ['small', 1],
      ['large', 30_000],
    ] as const) {
      test(`is not created by ${kind} bodies of readings, not even in a dry run`, async () => {
        const service = await serve();
        const rows = Array.from(
          { length: count },
          (_, at) => `1,${new Date(Date.parse(AT) + at * 1000).toISOString()},60\n`,
        );
        const body = HEADER + rows.join('');
        for (const query of ['?unknownUsers=create', '?unknownUsers=create&dryRun', '']) {
          const given = await during(service, ['POST', `/v1/readings${query}`, CSV, body], () => erase(service));
          assert.equal(given.status, 200, given.body);
          const { rejectedByReason, usersCreated } = JSON.parse(given.body) as {
            rejectedByReason: object;
            usersCreated: number;
          };
          assert.deepEqual([rejectedByReason, usersCreated], [{ erased: count }, 0], query);
          assert.equal(await service.store.getUser(1), undefined);
        }
      });
    }

    test('is not created by an import of users', async () => {
      const service = await serve();
      for (const [type, body] of [
        ['application/json', '[{"id":1},{"id":3}]'],
        ['application/x-ndjson', '{"id":1}\n{"id":3}'],
        ['text/csv', 'id,name\n1,back\n3,here\n'],
      ] as const) {
        const post = ['POST', '/v1/users/import', { 'content-type': type }, body] as const;
        const given = await during(service, post, () => erase(service));
        assert.deepEqual((JSON.parse(given.body) as { rejectedByReason: object }).rejectedByReason, { erased: 1 });
        assert.equal(await service.store.getUser(1), undefined);
        assert.ok((await service.store.getUser(3)) !== undefined);
      }
    });

    test('nor by a deletion whose own body was on its way, nor by a repeat under an idempotency key', async () => {
      const service = await serve();
      const later = ['POST', '/v1/users/delete', JSON_TYPE, '{"userIds":[2]}'] as const;
      assert.equal((await during(service, later, () => erase(service))).status, 200);
      assert.deepEqual(await service.store.stats().then(({ users }) => users), 0);
      await service.store.importUsers([{ id: 1 }]);
      const headers = { ...CSV, 'idempotency-key': 'again' };
      const post = ['POST', '/v1/readings?unknownUsers=create', headers, `${HEADER}1,${AT},60\n`] as const;
      const first = await during(service, post, async () => {});
      const repeat = await during(service, post, () => erase(service));
      assert.deepEqual([repeat.headers['idempotency-replayed'], repeat.body], ['true', first.body]);
      assert.equal(await service.store.getUser(1), undefined);
    });
  });
}

test('readings of a user that were deleted do not come back, and those beside them are taken', async () => {
  const service = await serve();
  const body = `${HEADER}1,${AT},60\n1,2024-01-01,60\n2,${AT},60\n`;
  const given = await during(service, ['POST', '/v1/readings', CSV, body], () =>
    service.send('DELETE', '/v1/readings?userIds=1&to=2023-12-31'),
  );
  const { rejections, inserted } = JSON.parse(given.body) as { rejections: { row: number }[]; inserted: number };
  assert.deepEqual([rejections.map(({ row }) => row), inserted], [[2], 2]);
});

test('the client does not send a user again who was deleted meanwhile', async () => {
  const service = await serve();
  let asked = 0;
  const store = await connectStore(`http://127.0.0.1:${service.port}`, {
    apiKey: service.service.adminKey,
    fetch: async (...request) => {
      asked += 1;
      const { method, body } = request[1]!;
      if (method !== 'PUT') return fetch(...request);
      const { status, body: text } = await during(service, ['PUT', '/v1/users/1', JSON_TYPE, String(body)], () =>
        service.send('DELETE', '/v1/users/1'),
      );
      return new Response(text, { status });
    },
  });
  asked = 0;
  await assert.rejects(
    store.putUser({ id: 1, name: 'back' }),
    (error) => error instanceof PulsebaseError && error.code === 'ERASED',
  );
  assert.equal(asked, 1);
});

test('the client counts and names all users of an import who were deleted meanwhile', async () => {
  const service = await serve();
  const ids = Array.from({ length: 1500 }, (_, at) => at + 1);
  const store = await connectStore(`http://127.0.0.1:${service.port}`, {
    apiKey: service.service.adminKey,
    fetch: async (...request) => {
      const { method = 'GET', headers, body } = request[1]!;
      if (method === 'GET') return fetch(...request);
      const { pathname, search } = new URL(String(request[0]));
      const post = [method, pathname + search, headers as Record<string, string>, String(body)] as const;
      const { status, body: text } = await during(service, post, () =>
        service.send('POST', '/v1/users/delete', { userIds: ids }),
      );
      return new Response(text, { status });
    },
  });
  const named: number[] = [];
  const receipt = await store.importUsers([{ id: 0 }, ...ids.map((id) => ({ id })), { id: 9999 }], {
    onRejected: (rejections) => named.push(...rejections.map(({ row }) => row)),
  });
  assert.deepEqual(
    named,
    Array.from({ length: 1501 }, (_, at) => at + 1),
  );
  assert.deepEqual(
    [receipt.read, receipt.inserted, receipt.rejectedByReason, receipt.rejections.length],
    [1502, 1, { erased: 1500, invalid_user: 1 }, 1000],
  );
});

describe('every route that may change something', async () => {
  const service = await serve();
  const { paths } = JSON.parse((await service.send('GET', '/openapi.json')).body) as { paths: Record<string, object> };
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method !== 'get')
      .map((method) => [method.toUpperCase(), path] as const),
  );
  assert.ok(routes.length >= 9);
  for (const [method, path] of routes) {
    test(`${method} ${path} begins its write before its body is there, and ends it when its caller leaves`, async () => {
      const headers = path === '/v1/readings' ? CSV : JSON_TYPE;
      const { request } = open(service, method, path.replace('{userId}', '1'), {
        ...headers,
        'transfer-encoding': 'chunked',
      });
      request.on('error', () => {});
      request.flushHeaders();
      // Some need no body, and are over as soon as they began.
      const isOver = new Promise((resolve) => request.once('response', resolve));
      await Promise.race([untilWrites(service, 1), isOver]);
      request.destroy();
      await untilWrites(service, 0);
    });
  }

  test('also those that wait behind another one on a connection that breaks', async () => {
    const socket = connect(service.port, '127.0.0.1');
    const head = `PUT /v1/users/2 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${service.service.adminKey}\r\ncontent-type: application/json\r\n`;
    socket.on('error', () => {});
    socket.write(
      `${head}content-length: 2\r\n\r\n{}${head}content-length: 2\r\n\r\n{}${head}content-length: 9\r\n\r\n{`,
    );
    await untilWrites(service, 1);
    socket.destroy();
    await untilWrites(service, 0);
  });

  test('what may not change anything has nothing to write with', async () => {
    assert.equal((await service.send('GET', '/v1/users/2')).statusCode, 200);
    assert.equal(await writes(service), 0);
  });
});

test('1,500 deletions during an open upload are looked up, not gone through for each row', async () => {
  const service = await serve();
  const rows = 2000;
  const { request, answer } = open(service, 'POST', '/v1/readings', CSV);
  request.write(HEADER);
  await untilWrites(service, 1);
  for (let at = 0; at < 1500; at += 1) {
    const query =
      at % 2 === 0 ? `userIds=${10 + at}` : `userIds=1&from=${1970 + (at % 40)}-01-01&to=${1970 + (at % 40)}-06-01`;
    assert.equal((await service.send('DELETE', `/v1/readings?${query}`)).statusCode, 200);
  }
  const [has, get] = [Set.prototype.has, Map.prototype.get];
  let lookUps = 0;
  Set.prototype.has = function (value) {
    lookUps += 1;
    return has.call(this, value);
  };
  Map.prototype.get = function (key) {
    lookUps += 1;
    return get.call(this, key);
  };
  try {
    request.end(
      Array.from({ length: rows }, (_, at) => `2,${new Date(Date.parse(AT) + at * 1000).toISOString()},60\n`).join(''),
    );
    assert.equal((JSON.parse((await answer).body) as { inserted: number }).inserted, rows);
  } finally {
    Set.prototype.has = has;
    Map.prototype.get = get;
  }
  assert.ok(lookUps < rows * 50, `${lookUps} look-ups for ${rows} rows`);
});
