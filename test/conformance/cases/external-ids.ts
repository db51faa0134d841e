import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { User } from '../../../src/model/user.ts';
import type { Store } from '../../../src/store/store.ts';
import { collect } from '../collect.ts';
import type { Target } from '../target.ts';

const AT = '2023-05-01T10:00:00Z';
const DAY = { from: '2023-05-01', to: '2023-05-02' };
const NOBODY = { name: '', gender: 'unknown', age: null, birthDate: null } as const;
const CREATE = { unknownUsers: 'create' } as const;

const reading = (user: string | number, heartRate: number, timestamp = AT) => ({ user, timestamp, heartRate });

const idsOf = async (store: Store): Promise<[number, string | null][]> =>
  (await collect(store.listUsers())).map(({ id, externalId }) => [id, externalId]);

/** People whom others know by text. */
export function externalIds(target: Target): void {
  test('an external id is kept as it is, whatever its script', async () => {
    const store = await target.open();
    const texts = [
      ...['P-0012', 'p-0012', ' P-0012', 'P-0012 ', '007', 'ä', 'a\u0308', '患者・十二', 'عمر', '😀'.repeat(127)],
      ...[
        "O'Neill",
        '"',
        '\\',
        '\\N',
        '{x}',
        '$1',
        '%',
        '%2F',
        '/',
        '../x',
        'a,b',
        'a;b',
        '?a=b#c',
        'ext:1',
        '-1',
        '1e3',
        'NaN',
        'null',
      ],
      'x'.repeat(255),
    ];
    const users = texts.map((externalId, at): User => ({ ...NOBODY, id: at + 1, externalId }));
    for (const user of users.slice(0, 12)) assert.deepEqual(await store.putUser(user), user);
    assert.equal((await store.importUsers(users)).rejected, 0);
    assert.deepEqual(await collect(store.listUsers()), users);
    await store.ingest(texts.map((text, at) => reading(text, 40 + at)));
    for (const [at, text] of texts.entries()) {
      assert.deepEqual(await store.getUser(text), users[at], JSON.stringify(text));
      assert.deepEqual(await store.queryTop({ user: text, ...DAY }), [40 + at]);
    }
  });

  test('a text is an external id first, and plain digits are a user id where nobody has them', async () => {
    const store = await target.open();
    await store.importUsers([{ id: 7 }, { id: 8, externalId: '9' }, { id: 9 }, { id: 10, externalId: '007' }]);
    const idOf = async (user: number | string) => (await store.getUser(user))?.id;
    assert.deepEqual(
      [
        await idOf(7),
        await idOf('7'),
        await idOf('9'),
        await idOf(9),
        await idOf('007'),
        await idOf('8'),
        await idOf('08'),
      ],
      [7, 7, 8, 9, 10, 8, undefined],
    );
    const users = [7, '9', 9, '007', '8', '08', 'nobody', 11];
    assert.deepEqual(await store.identifyUsers(users), [
      { id: 7, externalId: null },
      { id: 8, externalId: '9' },
      { id: 9, externalId: null },
      { id: 10, externalId: '007' },
      { id: 8, externalId: '9' },
      ...[undefined, undefined, undefined],
    ]);
  });

  test('whatever names a user takes either name', async () => {
    const store = await target.open();
    await store.importUsers([{ id: 1, externalId: 'P-1' }, { id: 2, externalId: 'P-2' }, { id: 3 }]);
    const { rejected } = await store.ingest([
      ...[reading('P-1', 60), reading('P-2', 70), reading(3, 80), reading('3', 82, '2023-05-01T11:00:00Z')],
      { userId: 1, timestamp: '2023-05-01T11:00:00Z', heartRate: 64 },
    ]);
    assert.equal(rejected, 0);
    assert.deepEqual(await store.queryTop({ user: 'P-1', ...DAY }), [64, 60]);
    assert.deepEqual(await store.queryTop({ user: 1, ...DAY }), [64, 60]);
    assert.deepEqual(await store.queryTop({ userId: 1, ...DAY }), [64, 60]);
    assert.deepEqual(await collect(store.readings('P-2', DAY)), [
      { userId: 2, timestamp: new Date(AT), heartRate: 70 },
    ]);
    assert.deepEqual(
      (await collect(store.averages('P-1', DAY, 'day'))).map(({ average, count }) => [average, count]),
      [[62, 2]],
    );
    assert.deepEqual(await store.queryUsers({ ...DAY, minHeartRate: 0 }), [3, 2, 1]);
    assert.deepEqual(await store.queryUsers({ ...DAY, minHeartRate: 0, details: true }), [
      { userId: 3, externalId: null, average: 81, count: 2 },
      { userId: 2, externalId: 'P-2', average: 70, count: 1 },
      { userId: 1, externalId: 'P-1', average: 62, count: 2 },
    ]);
    assert.equal(await store.deleteReadings({ users: ['P-1', 3, 'nobody'], from: '2023-05-01T11:00:00Z' }), 2);
    assert.equal(await store.deleteReadings({ users: ['nobody', '08'] }), 0);
    assert.deepEqual(await store.queryTop({ user: 'P-1', ...DAY }), [60]);
    assert.deepEqual(await store.deleteUsers(['P-1', 1, 3, 'nobody', 9]), { users: 2, readings: 2 });
    assert.deepEqual(await idsOf(store), [[2, 'P-2']]);
  });

  test('one who is named by a text that nobody has is not found, by that text', async () => {
    const store = await target.open();
    await store.putUser({ id: 7 });
    const missing = { code: 'USER_NOT_FOUND', message: /"007"/ };
    await assert.rejects(store.queryTop({ user: '007', ...DAY }), missing);
    await assert.rejects(collect(store.readings('007', DAY)), missing);
    await assert.rejects(collect(store.averages('007', DAY, 'day')), missing);
    assert.equal(await store.getUser('007'), undefined);
  });

  test('what cannot be an external id is refused', async () => {
    const store = await target.open();
    await store.putUser({ id: 1, externalId: 'P-1' });
    for (const externalId of ['x'.repeat(256), 'a\0b', 'a\nb', '\u0085', '\u009f', '\t', ' ', '\ud83d', 'a\udc00b']) {
      const invalid = { code: 'INVALID_ARGUMENT', message: /255 characters without control characters/ };
      await assert.rejects(store.putUser({ id: 2, externalId }), { ...invalid, field: 'externalId' });
      await assert.rejects(store.getUser(externalId), { ...invalid, field: 'user' });
      const { rejectedByReason } = await store.importUsers([{ id: 2, externalId }]);
      assert.deepEqual(rejectedByReason, { invalid_user: 1 });
      const receipt = await store.ingest([reading(externalId, 60)], CREATE);
      assert.deepEqual([receipt.rejectedByReason, receipt.usersCreated], [{ invalid_user_id: 1 }, 0]);
    }
    assert.deepEqual(await idsOf(store), [[1, 'P-1']]);
    const { rejections } = await store.ingest([{ userId: 1, ...reading('P-1', 60) }]);
    assert.match(rejections[0]!.message, /userId and user are both given/);
    for (const both of [{ userId: 1, user: 'P-1', ...DAY }, DAY]) {
      await assert.rejects(store.queryTop(both), { code: 'INVALID_ARGUMENT' });
    }
    await assert.rejects(store.deleteReadings({ userIds: [1], users: ['P-1'] }), { code: 'INVALID_ARGUMENT' });
  });

  test('no two users have the same external id, and it may go from one to another', async () => {
    const store = await target.open();
    await store.putUser({ id: 1, externalId: 'P-1' });
    const taken = { code: 'EXTERNAL_ID_TAKEN', field: 'externalId', message: /"P-1" belongs to user 1;/ };
    await assert.rejects(store.putUser({ id: 2, externalId: 'P-1', name: 'Bob' }), taken);
    assert.equal(await store.getUser(2), undefined);
    assert.deepEqual(await store.putUser({ id: 1, externalId: 'P-1', age: 30 }), {
      ...NOBODY,
      ...{ id: 1, externalId: 'P-1', age: 30 },
    });
    const { inserted, updated, rejections } = await store.importUsers([
      { id: 3, externalId: 'P-1' },
      { id: 1, externalId: 'Q-1' },
      { id: 3, externalId: 'P-1' },
      { id: 2, externalId: 'Q-1' },
      { id: 2 },
    ]);
    assert.deepEqual([inserted, updated], [2, 1]);
    assert.deepEqual(
      rejections.map(({ row, reason, message }) => [row, reason, /belongs to user 1;/.test(message)]),
      [
        [1, 'invalid_user', true],
        [4, 'invalid_user', true],
      ],
    );
    assert.deepEqual(await idsOf(store), [
      [1, 'Q-1'],
      [2, null],
      [3, 'P-1'],
    ]);
    await store.putUser({ id: 1 });
    await store.putUser({ id: 2, externalId: 'Q-1' });
    await store.deleteUsers(['P-1']);
    await store.putUser({ id: 9, externalId: 'P-1' });
    assert.deepEqual(await idsOf(store), [
      [1, null],
      [2, 'Q-1'],
      [9, 'P-1'],
    ]);
  });

  test('an import that does not tell the external id leaves it', async () => {
    const store = await target.open();
    await store.putUser({ id: 1, externalId: 'P-1', name: 'Ada' });
    await store.importUsers([
      { id: 1, age: 30 },
      { externalId: 'P-1', gender: 'female' },
    ]);
    const ada = { id: 1, externalId: 'P-1', name: 'Ada', gender: 'female', age: 30, birthDate: null };
    assert.deepEqual(await store.getUser('P-1'), ada);
    await store.importUsers([{ id: 1, name: 'Ada' }], { replace: true });
    assert.deepEqual(await idsOf(store), [[1, null]]);
  });

  test('of many who are given one external id at the same time, one gets it, and the others are told', async () => {
    const store = await target.open();
    const ids = [1, 2, 3, 4, 5, 6];
    const settled = await Promise.allSettled(ids.map((id) => store.putUser({ id, externalId: 'P' })));
    const winners = settled.filter(({ status }) => status === 'fulfilled');
    assert.equal(winners.length, 1);
    for (const result of settled) {
      if (result.status === 'rejected') assert.equal((result.reason as { code: string }).code, 'EXTERNAL_ID_TAKEN');
    }
    assert.equal((await idsOf(store)).length, 1);
  });

  test('whatever is put, no two users have one external id, and each is found by it', async () => {
    const store = await target.open();
    const put = fc.record({
      id: fc.constantFrom(1, 2, 3, undefined),
      externalId: fc.constantFrom(null, 'A', 'B', '2', 'a'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(put, { minLength: 1, maxLength: 8 }), fc.boolean(), async (rows, replace) => {
        const users = rows.map(({ id, externalId }) => ({ externalId, ...(id === undefined ? {} : { id }) }));
        await store.importUsers(users, { replace });
        const named = (await idsOf(store)).filter(([, externalId]) => externalId !== null);
        assert.equal(new Set(named.map(([, externalId]) => externalId)).size, named.length);
        for (const [id, externalId] of named) assert.equal((await store.getUser(externalId!))?.id, id);
      }),
      { numRuns: 15 },
    );
  });
}
