import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import { cutBytes } from '../importers/read-import.ts';
import { check, hostileText, RUNS, testUnharmed, underAttack } from './hostile.ts';

const injected = await underAttack();
const { send } = injected;

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

describe('whatever comes, the answer is an answer or blames the request', () => {
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

testUnharmed(injected);

/** Chunks in turns of the event loop, since a stream puts together those that come in one. */
async function* oneByOne(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    await setImmediate();
    yield chunk;
  }
}
