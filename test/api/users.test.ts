import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { problemCode } from './inject.ts';
import { injectPeople } from './inject-people.ts';

const { send } = await injectPeople();

describe('users', () => {
  test('are put, given and deleted', async () => {
    const put = await send('PUT', '/v1/users/9007199254740991', { name: 'Max', age: 50 });
    assert.deepEqual(
      [put.statusCode, JSON.parse(put.body)],
      [200, { id: 2 ** 53 - 1, externalId: null, name: 'Max', gender: 'unknown', age: 50, birthDate: null }],
    );
    assert.equal((await send('GET', '/v1/users/9007199254740991')).body, put.body);
    const deleted = await send('DELETE', '/v1/users/9007199254740991');
    assert.deepEqual(JSON.parse(deleted.body), { users: 1, readings: 0 });
    assert.equal(problemCode(await send('GET', '/v1/users/9007199254740991'), 404), 'USER_NOT_FOUND');
    assert.equal(problemCode(await send('DELETE', '/v1/users/9007199254740991'), 404), 'USER_NOT_FOUND');
  });

  test('are listed in pages', async () => {
    const first = JSON.parse((await send('GET', '/v1/users?limit=2')).body) as {
      users: { id: number }[];
      nextCursor: string;
    };
    assert.deepEqual(
      first.users.map(({ id }) => id),
      [1, 2],
    );
    const second = JSON.parse((await send('GET', `/v1/users?limit=2&cursor=${first.nextCursor}`)).body) as object;
    assert.deepEqual(second, {
      users: [{ id: 3, externalId: null, name: 'Cleo, "C"', gender: 'other', age: 20, birthDate: null }],
    });
  });

  test('are imported from what was listed, in every form', async () => {
    for (const type of ['application/x-ndjson', 'text/csv', 'application/json']) {
      const listed = (await send('GET', '/v1/users', undefined, { accept: type })).body;
      const body = type === 'application/json' ? JSON.stringify(JSON.parse(listed).users) : listed;
      const again = JSON.parse((await send('POST', '/v1/users/import', body, { 'content-type': type })).body) as object;
      assert.deepEqual(again, {
        read: 3,
        inserted: 0,
        updated: 0,
        unchanged: 3,
        rejected: 0,
        rejectedByReason: {},
        rejections: [],
        usersCreated: 0,
      });
    }
  });

  test('whose text is not UTF-8 are refused, however they come', async () => {
    const latin1 = Buffer.from('{"id":9,"name":"J\xfcrgen"}', 'latin1');
    const json = { 'content-type': 'application/json' };
    const put = (body: Buffer, headers: Record<string, string>) => send('PUT', '/v1/users/9', body, headers);
    assert.equal(problemCode(await put(Buffer.from('{"name":"J\xfcrgen"}', 'latin1'), json), 400), 'INVALID_ARGUMENT');
    for (const headers of [
      { 'content-type': 'application/json; charset=latin1' },
      { ...json, 'content-encoding': 'gzip' },
    ]) {
      assert.equal(problemCode(await put(Buffer.from('{}'), headers), 415), 'UNSUPPORTED_MEDIA_TYPE');
    }
    for (const [type, body] of [
      ['application/json', Buffer.concat([Buffer.from('['), latin1, Buffer.from(']')])],
      ['application/x-ndjson', latin1],
      ['text/csv', Buffer.from('id,name\n9,J\xfcrgen\n', 'latin1')],
    ] as const) {
      const answer = await send('POST', '/v1/users/import', body, { 'content-type': type });
      const receipt = JSON.parse(answer.body) as { rejectedByReason: object; rejections: { message: string }[] };
      assert.deepEqual(receipt.rejectedByReason, { malformed_row: 1 });
      assert.match(receipt.rejections[0]?.message ?? '', /UTF-8/);
    }
    assert.equal(problemCode(await send('GET', '/v1/users/9'), 404), 'USER_NOT_FOUND');
    // The sign for damaged text is a letter like others where somebody wrote it.
    const sign = '{"id":9,"name":"\uFFFD"}';
    const written = await send('POST', '/v1/users/import', `[${sign}]`, json);
    assert.equal((JSON.parse(written.body) as { inserted: number }).inserted, 1);
    assert.equal((JSON.parse((await send('GET', '/v1/users/9')).body) as { name: string }).name, '\uFFFD');
    assert.equal((await send('DELETE', '/v1/users/9')).statusCode, 200);
  });

  test('are merged by an import, and replaced by one that says so', async () => {
    const post = async (query: string, body: string, type = 'application/json') =>
      JSON.parse((await send('POST', `/v1/users/import${query}`, body, { 'content-type': type })).body);
    const user = async () => JSON.parse((await send('GET', '/v1/users/9')).body);
    assert.equal((await post('', '[{"id":9,"name":"Ida","birth_date":"1990-05-31"}]')).inserted, 1);
    assert.equal((await post('', 'id,name,gender,age\n9,,,40\n', 'text/csv')).updated, 1);
    assert.equal((await post('', '{"id":9,"birthDate":null,"gender":"unknown"}', 'application/x-ndjson')).unchanged, 1);
    assert.deepEqual(await user(), {
      id: 9,
      externalId: null,
      name: 'Ida',
      gender: 'unknown',
      age: 40,
      birthDate: '1990-05-31',
    });
    assert.equal((await post('?replace', '[{"id":9,"age":40}]')).updated, 1);
    assert.deepEqual(await user(), { id: 9, externalId: null, name: '', gender: 'unknown', age: 40, birthDate: null });
    await send('DELETE', '/v1/users/9');
  });

  test('with unknown columns or members are refused, unless those are to be ignored', async () => {
    const post = (query: string, body: string, type: string) =>
      send('POST', `/v1/users/import${query}`, body, { 'content-type': type });
    const csv = 'id,name,weight\n9,Ida,60\n';
    const refused = await post('', csv, 'text/csv');
    assert.equal(problemCode(refused, 400), 'INVALID_FILE');
    assert.match(refused.body, /weight.* is not a field of a user.*ignoreColumns/);
    for (const [type, body] of [
      ['application/json', '[{"id":9,"weight":60},{"id":9,"site":"A"},{"id":9,"age":40}]'],
      ['application/x-ndjson', '{"id":9,"weight":60}\n{"id":9,"site":"A"}\n{"id":9,"age":40}\n'],
    ] as const) {
      const { rejections } = JSON.parse((await post('', body, type)).body);
      assert.deepEqual(
        rejections.map(({ row, reason, message }: Record<string, unknown>) => [
          row,
          reason,
          String(message).slice(0, 8),
        ]),
        [
          [1, 'invalid_user', '"weight"'],
          [2, 'invalid_user', '"site" i'],
        ],
      );
      const passed = JSON.parse((await post('?ignoreColumns=weight,site', body, type)).body);
      assert.deepEqual([passed.read, passed.rejected], [3, 0]);
    }
    for (const query of ['?ignoreColumns', '?ignoreColumns=true', '?ignoreColumns=weight']) {
      assert.equal(JSON.parse((await post(query, csv, 'text/csv')).body).rejected, 0, query);
    }
    assert.equal(problemCode(await post('?ignoreColumns=site', csv, 'text/csv'), 400), 'INVALID_FILE');
    await send('DELETE', '/v1/users/9');
  });

  test('that are not allowed are rejected with their row', async () => {
    const body = '[{"id":1,"name":"Ada","gender":"female","age":36},{"id":9007199254740993},7,{"id":5,"age":-1}]';
    const answer = await send('POST', '/v1/users/import', body, { 'content-type': 'application/json' });
    const { read, unchanged, rejections } = JSON.parse(answer.body) as {
      read: number;
      unchanged: number;
      rejections: { row: number; reason: string }[];
    };
    assert.deepEqual([read, unchanged], [4, 1]);
    assert.deepEqual(
      rejections.map(({ row, reason }) => [row, reason]),
      [
        [2, 'invalid_user'],
        [3, 'malformed_row'],
        [4, 'invalid_user'],
      ],
    );
  });
});
