import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { cutBytes } from '../importers/read-import.ts';
import { inject, problemCode } from './inject.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 150);
const { service, store, send } = await inject({ bodyLimit: 2_000_000 });
after(() => service.remove());
before(() => store.importUsers([{ id: 1, name: 'Ada', age: 30 }, { id: 2 }]));

/** A good answer, or a problem document that blames the request; never a failure of the service, never a stack. */
function check(answer: LightMyRequestResponse, what: unknown): void {
  const { statusCode, headers, body } = answer;
  const told = JSON.stringify(what)?.slice(0, 500);
  assert.ok(statusCode < 500, `${statusCode} for ${told}: ${body.slice(0, 500)}`);
  if (statusCode >= 400) problemCode(answer);
  else if (statusCode !== 302) assert.match(String(headers['content-type']), /json|csv|html|text\/plain/, told);
}

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '%00',
    '%',
    '%zz',
    '../../etc/passwd',
    '..%2f..%2f',
    "'; DROP TABLE users; --",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what people try.
    '${7*7}',
    '{{7*7}}',
    '<script>alert(1)</script>',
    '__proto__',
    'constructor',
    'toString',
    '9007199254740993',
    '-9223372036854775808',
    '18446744073709551616',
    '1e999',
    '-0',
    'NaN',
    'Infinity',
    '0x1F',
    '١٢٣',
    '2023-02-30',
    '9999-12-31T23:59:60Z',
    '2023-01-01T00:00:00+99:99',
    'a'.repeat(5000),
    '\u202e\ufeff\ud800',
    '1,2,,',
  ),
);

const goodValues: Record<string, readonly string[]> = {
  from: ['2023-01-01', '1970-01-01', '2023-01-01T00:00:00.001Z'],
  to: ['2024-01-01', '2100-01-01'],
  minHeartRate: ['60', '-1e300'],
  minAge: ['24', '-5', '1e308'],
  gender: ['male', 'female,other'],
  asOf: ['2023-06-01'],
  limit: ['1', '10000'],
  details: ['true', ''],
  timezone: ['Asia/Kolkata', 'UTC'],
  resolution: ['hour', 'day', 'month'],
  cursor: ['WzEsMl0', 'W10', 'bnVsbA', 'WzFlOTk5LDFd'],
  userId: ['1', '1,2'],
  unknownUsers: ['create', 'reject'],
  dryRun: ['true'],
  maxRejections: ['5'],
};

const parameters = fc
  .array(
    fc.tuple(
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...Object.keys(goodValues)) },
        { weight: 1, arbitrary: hostileText },
      ),
      fc.option(hostileText, { freq: 2 }),
      fc.nat(),
    ),
    { maxLength: 8 },
  )
  .map((pairs) =>
    pairs
      .map(([name, hostile, at]) => {
        const good = goodValues[name];
        const value = hostile ?? good?.[at % good.length] ?? '';
        return `${encode(name)}=${encode(value)}`;
      })
      .join('&'),
  );

const GETS = [
  '/v1/cohorts/users',
  '/v1/users/1/top-hours',
  '/v1/users/1/readings',
  '/v1/users/1/averages',
  '/v1/users',
  '/v1/stats',
  '/v1',
  '/metrics',
  '/v1/slo',
  '/readyz',
  '/docs',
];
const POSTS = [
  '/v1/readings',
  '/v1/users/import',
  '/v1/users/delete',
  '/v1/readings/delete',
  '/v1/readings/drop-before',
  '/v1/store/verify',
];
const TYPES = [
  'application/json',
  'application/x-ndjson',
  'text/csv',
  'text/plain',
  'application/xml',
  'multipart/form-data',
  '',
];

const window = 'from=2023-01-01&to=2024-01-01';

describe('whatever comes, the answer is an answer or blames the request', () => {
  test('parameters', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...GETS), parameters, fc.boolean(), async (path, query, isWindowed) => {
        const url = `${path}?${isWindowed ? `${window}&` : ''}${query}`;
        check(await send('GET', url), url);
      }),
      { numRuns: RUNS * 4 },
    );
  });

  test('parameters of what deletes', async () => {
    await fc.assert(
      fc.asyncProperty(parameters, async (query) => check(await send('DELETE', `/v1/readings?${query}`), query)),
      { numRuns: RUNS },
    );
  });

  test('paths', async () => {
    const part = fc.oneof(
      hostileText.map(encode),
      fc.constantFrom('v1', 'users', 'readings', 'docs', '%', '%e0%a4%a', '..', '.', '%2e%2e', '%00', '99'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'),
        fc.array(part, { maxLength: 5 }),
        fc.constantFrom('', '/v1/users/', '/v1/', '/docs/', '/docs/static/'),
        async (method, parts, prefix) => {
          const url = `${prefix || '/'}${parts.join('/')}`;
          const answer = await send(method as InjectOptions['method'], url);
          if (method === 'HEAD' || method === 'OPTIONS') assert.ok(answer.statusCode < 500, url);
          else check(answer, url);
        },
      ),
      { numRuns: RUNS * 3 },
    );
  });

  test('headers', async () => {
    const value = hostileText.map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '').slice(0, 2000));
    const name = fc.constantFrom(
      'accept',
      'content-type',
      'content-encoding',
      'content-length',
      'authorization',
      'x-api-key',
      'idempotency-key',
      'x-request-id',
      'origin',
      'host',
      'expect',
      'accept-encoding',
      'range',
      'if-none-match',
      'transfer-encoding',
      'traceparent',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<readonly [InjectOptions['method'], string]>(
          ['GET', `/v1/users/1/readings?${window}`],
          ['POST', '/v1/readings'],
          ['PUT', '/v1/users/1'],
        ),
        fc.dictionary(name, value, { maxKeys: 4 }),
        async ([method, url], headers) =>
          check(await send(method, url, method === 'GET' ? undefined : '[]', headers), headers),
      ),
      { numRuns: RUNS * 3 },
    );
  });

  test('bodies of bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...POSTS),
        fc.constantFrom(...TYPES),
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
          hostileText.map((text) => Buffer.from(text)),
        ),
        fc.constantFrom('', 'gzip', 'gzip of it', 'deflate'),
        async (url, type, bytes, encoding) => {
          const payload = encoding === 'gzip of it' ? gzipSync(bytes) : bytes;
          const headers = {
            ...(type === '' ? {} : { 'content-type': type }),
            ...(encoding === '' ? {} : { 'content-encoding': encoding.split(' ')[0]! }),
          };
          check(await send('POST', url, payload, headers), [url, headers, bytes.toString('latin1')]);
        },
      ),
      { numRuns: RUNS * 4 },
    );
  });

  test('bodies of JSON', async () => {
    const value = fc.oneof(
      fc.constantFrom<unknown>(1, 2, 0, -1, 1.5, 2 ** 53, 1e308, '1', '', 'male', '2023-01-01', null, true, [], {}),
      hostileText,
    );
    const object = fc.dictionary(
      fc.constantFrom(
        'userId',
        'timestamp',
        'heartRate',
        'id',
        'userIds',
        'name',
        'gender',
        'age',
        'birthDate',
        'from',
        'to',
        'instant',
        'constructor',
        'toString',
      ),
      fc.oneof(value, fc.array(value, { maxLength: 3 })),
    );
    const body = fc.oneof(object, fc.array(fc.oneof(object, value), { maxLength: 5 }), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<readonly [InjectOptions['method'], string]>(
          ['PUT', '/v1/users/3'],
          ...POSTS.map((url) => ['POST', url] as const),
        ),
        body,
        fc.constantFrom('application/json', 'application/x-ndjson'),
        async ([method, url], given, type) => {
          const text =
            type === 'application/json' || !Array.isArray(given)
              ? JSON.stringify(given)
              : given.map((row) => JSON.stringify(row)).join('\n');
          check(await send(method, url, text, { 'content-type': type }), [url, text]);
        },
      ),
      { numRuns: RUNS * 4 },
    );
  });

  test('bodies cut into bytes, or anywhere: the answer is that to the whole', async () => {
    const token = fc.constantFrom(
      ...['[', ']', '{', '}', ',', '"', '\\', ':', ' ', '\n', '\r\n', '\uFEFF', 'ä', '🫀', '\ud800', '\0', ';', '1'],
      ...['[{"userId":1,"timestamp":"2023-01-01","heartRate":60}', ',{"id":1,"name":"Ada","age":30}', '"x","y"\n'],
      ...[
        'user_id,timestamp,heart_rate\n',
        '1,2023-01-01,60\n',
        'id,name,age\n',
        '1,Ada,30\n',
        'heart_rate,user_id,timestamp\n',
      ],
    );
    const cuts = fc.oneof(fc.constant('bytes' as const), fc.array(fc.double({ min: 0, max: 1, noNaN: true })));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/v1/readings?dryRun=true', '/v1/users/import'),
        fc.constantFrom('application/json', 'application/x-ndjson', 'text/csv'),
        fc.array(token, { maxLength: 12 }).map((tokens) => Buffer.from(tokens.join(''))),
        cuts,
        fc.boolean(),
        async (url, type, bytes, at, isPacked) => {
          const headers = { 'content-type': type, ...(isPacked ? { 'content-encoding': 'gzip' } : {}) };
          const body = isPacked ? gzipSync(bytes) : bytes;
          // The second time all users are known.
          await send('POST', url, body, headers);
          const whole = await send('POST', url, body, headers);
          const chunks = at === 'bytes' ? Array.from(body, (byte) => Buffer.of(byte)) : cutBytes(body, at);
          const answer = await send('POST', url, Readable.from(oneByOne(chunks)), headers);
          check(answer, [url, type, bytes.toString('latin1')]);
          assert.deepEqual({ ...answer.json<object>(), requestId: '' }, { ...whole.json<object>(), requestId: '' });
        },
      ),
      { numRuns: RUNS * 2 },
    );
  });

  test('rows of CSV', async () => {
    const cell = fc.oneof(
      fc.constantFrom('1', '2', '2023-01-01', '60', '"', '"a', 'a"', '', '900', '1;2'),
      hostileText,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          ['/v1/readings', 'user_id,timestamp,heart_rate'],
          ['/v1/users/import', 'id,name,gender,age,birth_date'],
        ),
        fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 8 }),
        async ([url, header], rows) => {
          const body = [header, ...rows.map((cells) => cells.join(','))].join('\n');
          check(await send('POST', url!, body, { 'content-type': 'text/csv' }), body);
        },
      ),
      { numRuns: RUNS * 2 },
    );
  });
});

describe('contents of cursors', () => {
  const number = fc.oneof(
    fc.constantFrom('-0', '0', '1', '2', '1.5', '1.0', '1e0', '1e300', '1e999', '-1', '60', '61.5', 'NaN', 'Infinity'),
    fc.constantFrom(
      String(2 ** 53),
      String(2 ** 53 - 1),
      String(2 ** 60),
      String(2 ** 64),
      '9'.repeat(400),
      '0'.repeat(90),
    ),
    fc.double().map(String),
    fc.maxSafeInteger().map(String),
  );
  const part = fc.oneof(
    { weight: 4, arbitrary: number },
    { weight: 1, arbitrary: fc.constantFrom('"1"', 'null', 'true', '[]', '[1]', '{}', '[[1]]', '""') },
    { weight: 1, arbitrary: fc.json({ maxDepth: 2 }).map((text) => text.slice(0, 60)) },
  );
  const contents = fc.oneof(
    fc.array(part, { maxLength: 3 }).map((parts) => `[${parts.join(',')}]`),
    part,
    hostileText,
  );
  const members = [
    { userId: 4, average: 61.5 },
    { userId: 2, average: 60 },
    { userId: 3, average: 60 },
  ];
  before(async () => {
    await store.importUsers([{ id: 2 }, { id: 3 }, { id: 4 }]);
    await store.ingest(members.map(({ userId, average }) => ({ userId, timestamp: '2023-05-01', heartRate: average })));
  });

  /** The place that a cursor names when the service could have written it. */
  const placeIn = (content: string): readonly number[] | undefined => {
    try {
      const place: unknown = JSON.parse(content);
      const isWritten = Array.isArray(place) && place.every(Number.isFinite) && JSON.stringify(place) === content;
      return isWritten ? (place as number[]) : undefined;
    } catch {
      return undefined;
    }
  };
  const isId = (id: number | undefined): id is number => Number.isSafeInteger(id) && id! >= 1;

  const checkPage = (answer: LightMyRequestResponse, content: string, expected: readonly number[] | undefined) => {
    check(answer, content);
    if (expected === undefined) {
      assert.equal(problemCode(answer, 400), 'INVALID_ARGUMENT', content);
      assert.equal((JSON.parse(answer.body) as { field: string }).field, 'cursor');
    } else {
      const { users, userIds } = JSON.parse(answer.body) as { users?: { id: number }[]; userIds?: number[] };
      assert.deepEqual(userIds ?? users?.map(({ id }) => id), expected, content);
    }
  };

  test('of users: another page than that of a written cursor is never given', async () => {
    const ids = (await Array.fromAsync(store.listUsers())).map(({ id }) => id);
    await fc.assert(
      fc.asyncProperty(contents, async (content) => {
        const cursor = Buffer.from(content).toString('base64url').slice(0, 200);
        const [id, ...more] = placeIn(Buffer.from(cursor, 'base64url').toString()) ?? [];
        const page = isId(id) && more.length === 0 ? ids.filter((known) => known > id) : undefined;
        checkPage(await send('GET', `/v1/users?cursor=${cursor}`), content, page);
      }),
      { numRuns: RUNS * 3, examples: [['[1.5]'], ['[1e300]'], [`[${2 ** 60}]`], ['[-0]'], ['[0]'], ['[1]']] },
    );
  });

  test('of a cohort', async () => {
    await fc.assert(
      fc.asyncProperty(contents, async (content) => {
        const cursor = Buffer.from(content).toString('base64url').slice(0, 200);
        const [average, id, ...more] = placeIn(Buffer.from(cursor, 'base64url').toString()) ?? [];
        const page =
          average !== undefined && average >= 0 && isId(id) && more.length === 0
            ? members.filter((member) => member.average < average || (member.average === average && member.userId > id))
            : undefined;
        const answer = await send('GET', `/v1/cohorts/users?${window}&minHeartRate=0&cursor=${cursor}`);
        checkPage(
          answer,
          content,
          page?.map(({ userId }) => userId),
        );
      }),
      {
        numRuns: RUNS * 3,
        examples: [['[60,1.5]'], ['[60,2]'], ['[-1,2]'], ['[60,1e300]'], ['[60,-0]'], ['[60.0,2]']],
      },
    );
  });
});

describe('bodies made to do harm', () => {
  const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const cases: readonly (readonly [
    name: string,
    method: 'POST' | 'PUT',
    url: string,
    type: string,
    body: string | Buffer,
  ])[] = [
    ['deep JSON as readings', 'POST', '/v1/readings', 'application/json', deep(500_000)],
    ['deep JSON in a row', 'POST', '/v1/readings', 'application/json', `[{"userId":${deep(100_000)}}]`],
    [
      'deep JSON in a line',
      'POST',
      '/v1/readings',
      'application/x-ndjson',
      `{"userId":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
    ],
    ['deep JSON as a user', 'PUT', '/v1/users/1', 'application/json', `{"name":${deep(200_000)}}`],
    ['deep JSON as ids', 'POST', '/v1/users/delete', 'application/json', `{"userIds":${deep(200_000)}}`],
    [
      'a line without an end',
      'POST',
      '/v1/readings',
      'text/csv',
      `user_id,timestamp,heart_rate\n${'1'.repeat(1_900_000)}`,
    ],
    ['a header without an end', 'POST', '/v1/readings', 'text/csv', 'x'.repeat(1_900_000)],
    ['a string without an end', 'POST', '/v1/readings', 'application/json', `["${'\\'.repeat(1_900_000)}`],
    ['an element without an end', 'POST', '/v1/readings', 'application/json', `[${'1'.repeat(1_900_000)}`],
    [
      'quotes without an end',
      'POST',
      '/v1/readings',
      'text/csv',
      `user_id,timestamp,heart_rate\n${'"\n'.repeat(100_000)}`,
    ],
    ['a proto', 'PUT', '/v1/users/1', 'application/json', '{"__proto__":{"age":5},"constructor":{"prototype":{}}}'],
    ['a number of a million digits', 'PUT', '/v1/users/1', 'application/json', `{"age":${'9'.repeat(1_000_000)}}`],
    ['UTF-16', 'POST', '/v1/readings', 'application/json', Buffer.from('[{"userId":1}]', 'utf16le')],
    [
      'half of a character',
      'POST',
      '/v1/users/import',
      'application/json',
      Buffer.from([0x5b, 0x22, 0xf0, 0x9f, 0x22, 0x5d]),
    ],
    ['too large for a user', 'PUT', '/v1/users/1', 'application/json', `{"name":"${'x'.repeat(5_000_000)}"}`],
  ];
  for (const [name, method, url, type, body] of cases) {
    test(name, async () => check(await send(method, url, body, { 'content-type': type }), name));
  }

  test('a gzip bomb is given up at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(300_000_000, '1'));
    for (const [url, type] of [
      ['/v1/readings', 'text/csv'],
      ['/v1/readings', 'application/json'],
      ['/v1/users/import', 'application/x-ndjson'],
    ] as const) {
      const answer = await send('POST', url, bomb, { 'content-type': type, 'content-encoding': 'gzip' });
      assert.ok(['BODY_TOO_LARGE', 'INVALID_FILE'].includes(problemCode(answer)), answer.body);
    }
  });
});

describe('state per key', async () => {
  const maxReceiptBytes = 1024 ** 2;
  const bounded = await inject({ bodyLimit: 2_000_000, maxReceiptBytes });
  after(() => bounded.service.remove());
  const keys = [bounded.service.adminKey, bounded.service.keyWith('write')];
  const state = new DatabaseSync(join(bounded.service.stateDirectory, 'service.sqlite'), { readOnly: true });
  after(() => state.close());
  const kept = state.prepare(
    `SELECT max(bytes) AS bytes FROM (
       SELECT sum(octet_length(body) + octet_length(idempotency_key) + octet_length(fingerprint)) AS bytes
       FROM receipts GROUP BY key_id
     )`,
  );

  test('never grows past its bound', async () => {
    const row = fc.constantFrom(
      'x',
      '9,2023-01-01,60',
      '1,never,60',
      `1,2023-01-01,${'9'.repeat(100)}`,
      '1,2023-01-01,60',
    );
    const request = fc.record({
      key: fc.constantFrom(...keys),
      idempotencyKey: fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.uuid(), fc.constant('k'.repeat(255))),
      rows: fc.tuple(row, fc.nat({ max: 3000 })).map(([text, count]) => `${text}\n`.repeat(count)),
      query: fc.constantFrom('', '?maxRejections=100000', '?maxRejections=0', '?dryRun&maxRejections=5000'),
    });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 8 }), async (requests) => {
        const answers = await Promise.all(
          requests.map(({ key, idempotencyKey, rows, query }) =>
            bounded.send('POST', `/v1/readings${query}`, `user_id,timestamp,heart_rate\n${rows}`, {
              authorization: `Bearer ${key}`,
              'content-type': 'text/csv',
              'idempotency-key': idempotencyKey,
            }),
          ),
        );
        for (const answer of answers) check(answer, requests);
        refused += answers.filter(({ statusCode }) => statusCode === 429).length;
        assert.ok(Number(kept.get()?.bytes ?? 0) <= maxReceiptBytes);
      }),
      { numRuns: RUNS },
    );
    assert.ok(RUNS < 100 || refused > 0, 'the bound was never reached');
  });
});

test('after all that the users and readings that were there can be asked for', async () => {
  await store.importUsers([{ id: 1 }]);
  assert.equal((await send('GET', '/v1/users/1')).statusCode, 200);
  assert.equal((await send('GET', '/readyz')).statusCode, 200);
  assert.ok(
    service.logged.every((line) => !line.includes('"level":50')),
    service.logged.find((line) => line.includes('"level":50')),
  );
});

/** Chunks in turns of the event loop, since a stream puts together those that come in one. */
async function* oneByOne(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    await setImmediate();
    yield chunk;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('%25zz', '%zz').replaceAll('%2500', '%00');
}
