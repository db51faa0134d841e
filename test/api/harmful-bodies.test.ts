import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { check, testUnharmed, underAttack } from './hostile.ts';
import { problemCode } from './inject.ts';

const injected = await underAttack();
const { send } = injected;

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

testUnharmed(injected);
