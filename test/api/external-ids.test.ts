import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { until } from '../../harness/until.ts';
import { inject, problemCode, YEAR } from './inject.ts';
import { open, serve } from './over-network.ts';

const NDJSON = { 'content-type': 'application/x-ndjson' };
const AT = '2023-01-01T10:00:00Z';

const line = (user: string | number, heartRate: number, timestamp = AT) =>
  `${JSON.stringify({ user, timestamp, heartRate })}\n`;

describe('users by external id', async () => {
  const { service, store, send } = await inject();
  after(() => service.remove());
  const body = (answer: { body: string }) => JSON.parse(answer.body);

  test('are put, given, asked about and deleted by it', async () => {
    const put = body(await send('PUT', '/v1/users/7', { externalId: 'P-0012', name: 'Ada' }));
    assert.deepEqual([put.id, put.externalId], [7, 'P-0012']);
    assert.deepEqual(body(await send('GET', '/v1/users/ext:P-0012')), put);
    const again = body(await send('PUT', '/v1/users/ext:P-0012', { age: 30 }));
    assert.deepEqual([again.id, again.externalId, again.name, again.age], [7, 'P-0012', '', 30]);
    assert.equal(
      (await send('POST', '/v1/readings', line('P-0012', 61) + line(7, 63, YEAR.slice(5, 15)), NDJSON)).statusCode,
      200,
    );
    assert.deepEqual(body(await send('GET', `/v1/users/ext:P-0012/top-hours?${YEAR}`)), { averages: [63, 61] });
    const top = body(await send('GET', `/v1/users/ext:P-0012/top-hours?${YEAR}&details`));
    assert.deepEqual([top.userId, top.externalId], [7, 'P-0012']);
    assert.equal(body(await send('GET', `/v1/users/ext:P-0012/readings?${YEAR}`)).length, 2);
    assert.equal(body(await send('GET', `/v1/users/ext:P-0012/averages?${YEAR}&resolution=day`))[0].count, 2);
    const members = body(await send('GET', `/v1/cohorts/users?${YEAR}&minHeartRate=0&details`));
    assert.deepEqual(members.members, [{ userId: 7, externalId: 'P-0012', average: 62, count: 2 }]);
    assert.match((await send('GET', '/v1/users', undefined, { accept: 'text/csv' })).body, /\n7,"P-0012",/);
    // Whatever it was called, the audit log has it under one name.
    const names = service.audited().flatMap(({ status, users }) => (status === 200 && users !== 'all' ? users : []));
    assert.equal(new Set(names).size, 1);
    assert.deepEqual(body(await send('DELETE', '/v1/users/ext:P-0012')), { users: 1, readings: 2 });
    assert.equal(problemCode(await send('GET', '/v1/users/ext:P-0012'), 404), 'USER_NOT_FOUND');
  });

  test('are named in any script, percent-encoded', async () => {
    for (const text of ['a/b', '..', '%', '患者 一', 'x,y', '?q=1#f', "O'N", 'ext:', 'é'.repeat(255)]) {
      const path = `/v1/users/ext:${encodeURIComponent(text)}`;
      const put = await send('PUT', path, {});
      assert.equal(put.statusCode, 200, put.body);
      assert.equal(body(put).externalId, text);
      assert.deepEqual(body(await send('GET', path)), body(put));
      const users = new URLSearchParams({ users: text });
      assert.deepEqual(body(await send('DELETE', `/v1/readings?${users}`)), { readings: 0 });
      assert.equal((await send('DELETE', path)).statusCode, 200);
    }
    const tooLong = await send('GET', `/v1/users/ext:${'x'.repeat(256)}`);
    assert.equal(problemCode(tooLong, 414), 'INVALID_ARGUMENT');
    for (const path of ['ext:', 'ext:%0A', 'ext:%20', 'EXT:P-1', 'P-1']) {
      assert.equal(problemCode(await send('GET', `/v1/users/${path}`), 400), 'INVALID_ARGUMENT', path);
    }
  });

  test('a path says which of the two ids it is', async () => {
    await store.importUsers([{ id: 1, externalId: '2' }, { id: 2 }]);
    assert.equal(body(await send('GET', '/v1/users/2')).id, 2);
    assert.equal(body(await send('GET', '/v1/users/ext:2')).id, 1);
    assert.equal(problemCode(await send('GET', '/v1/users/ext:1'), 404), 'USER_NOT_FOUND');
    assert.equal(problemCode(await send('GET', `/v1/users/ext:1/top-hours?${YEAR}`), 404), 'USER_NOT_FOUND');
    assert.equal(problemCode(await send('PUT', '/v1/users/ext:1', {}), 400), 'INVALID_ARGUMENT');
    await store.deleteUsers([1, 2, '1']);
  });

  test('one that another user has is refused', async () => {
    await store.putUser({ id: 1, externalId: 'P-1' });
    const refused = await send('PUT', '/v1/users/2', { externalId: 'P-1' });
    assert.equal(problemCode(refused, 409), 'EXTERNAL_ID_TAKEN');
    assert.match(refused.body, /belongs to user 1;/);
    assert.equal(problemCode(await send('PUT', '/v1/users/ext:P-1', { externalId: 'P-2' }), 400), 'INVALID_ARGUMENT');
    const rows = '[{"id":2,"externalId":"P-1"},{"externalId":"P-1","age":9},{"external_id":"P-9"}]';
    const { rejections, inserted, updated } = body(
      await send('POST', '/v1/users/import', rows, { 'content-type': 'application/json' }),
    );
    assert.deepEqual([inserted, updated, rejections[0].row, rejections[0].reason], [1, 1, 1, 'invalid_user']);
    await store.deleteUsers([1, 'P-9']);
  });

  test('lists of whom to delete name them by either', async () => {
    await store.importUsers([
      { id: 1, externalId: 'P-1' },
      { id: 2, externalId: 'a,b' },
      { id: 3 },
      { id: 4, externalId: 'P-4' },
    ]);
    await store.ingest([1, 2, 3, 4].map((userId) => ({ userId, timestamp: AT, heartRate: 60 })));
    assert.deepEqual(body(await send('DELETE', '/v1/readings?users=P-1&users=a,b&users=nobody')), { readings: 2 });
    assert.deepEqual(body(await send('POST', '/v1/readings/delete', { users: ['P-4', '3', 'nobody'] })), {
      readings: 2,
    });
    assert.deepEqual(body(await send('POST', '/v1/users/delete', { users: ['P-1', 3, 'nobody'] })), {
      users: 2,
      readings: 0,
    });
    for (const wrong of [{ users: ['a,b'], userIds: [2] }, {}, { users: [''] }, { users: [null] }]) {
      assert.equal(problemCode(await send('POST', '/v1/users/delete', wrong), 400), 'INVALID_ARGUMENT');
    }
    assert.equal(problemCode(await send('DELETE', '/v1/readings?users=P-1&userIds=2'), 400), 'INVALID_ARGUMENT');
    await store.deleteUsers([2, 4]);
  });

  test('readings make users of them, in small bodies and large ones, and say who is unknown', async () => {
    const rows = Array.from({ length: 3000 }, (_, at) =>
      line(`S-${at % 7}`, 60, new Date(Date.parse(AT) + at * 1000).toISOString()),
    );
    for (const some of [rows.slice(0, 7), rows]) {
      const refused = body(await send('POST', '/v1/readings', some.join(''), NDJSON));
      assert.deepEqual(
        [refused.rejected, refused.rejections[1].message],
        [some.length, 'no user has the external id "S-1"'],
      );
      const made = body(await send('POST', '/v1/readings?unknownUsers=create', some.join(''), NDJSON));
      assert.deepEqual([made.inserted, made.usersCreated], [some.length, 7]);
      const found = await store.identifyUsers(['S-0', 'S-1', 'S-2', 'S-3', 'S-4', 'S-5', 'S-6']);
      assert.equal(await store.deleteUsers(found.map((user) => user!.id)).then(({ users }) => users), 7);
    }
  });
});

describe('a user who is deleted while a body on its way names the user by text', () => {
  for (const [how, names] of [
    ['by id', [1]],
    ['by external id', ['P-1']],
  ] as const) {
    test(`is not made again, deleted ${how}`, async () => {
      const service = await serve();
      await service.store.putUser({ id: 1, externalId: 'P-1' });
      const writes = async () => /kind="writes"\} (\d+)/.exec((await service.send('GET', '/metrics')).body)?.[1];
      for (const path of ['/v1/readings', '/v1/readings?unknownUsers=create']) {
        const { request, answer } = open(service, 'POST', path, NDJSON);
        const body = line('P-1', 60) + line('other', 60);
        request.write(body.slice(0, 5));
        await until('the write is on its way', async () => (await writes()) === '1');
        await service.send('POST', '/v1/users/delete', { users: names });
        request.end(body.slice(5));
        const { rejectedByReason } = JSON.parse((await answer).body);
        assert.equal(rejectedByReason.erased, 1);
        assert.equal(await service.store.getUser('P-1'), undefined);
        await service.store.deleteUsers(['other']);
        await service.store.putUser({ id: 1, externalId: 'P-1' });
      }
    });
  }
});
