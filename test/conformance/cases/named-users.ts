import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { UserInput } from '../../../src/model/user.ts';
import type { Store } from '../../../src/store/store.ts';
import { collect } from '../collect.ts';
import type { Target } from '../target.ts';

const AT = '2023-05-01T10:00:00Z';
const DAY = { from: '2023-05-01', to: '2023-05-02' };
const NOBODY = { name: '', gender: 'unknown', age: null, birthDate: null } as const;
const CREATE = { unknownUsers: 'create' } as const;

/** The id that a text stands for, by other means than the product's. */
function derived(text: string): number {
  const bits = [...createHash('sha256').update(text).digest()]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  return Number.parseInt(bits.slice(0, 53), 2);
}

const reading = (user: string | number, heartRate: number, timestamp = AT) => ({ user, timestamp, heartRate });

const idsOf = async (store: Store): Promise<[number, string | null][]> =>
  (await collect(store.listUsers())).map(({ id, externalId }) => [id, externalId]);

/** Users who are made since somebody names them by text. */
export function namedUsers(target: Target): void {
  test('readings make users of texts: an id derived from it, or of plain digits that id', async () => {
    const store = await target.open();
    await store.putUser({ id: 5, externalId: 'known' });
    const rows = [...['P-1', 'known', '7', '007', 'ä'].map((user) => reading(user, 60)), reading('P-1', 62, DAY.from)];
    const rejected = await store.ingest(rows);
    assert.deepEqual(
      rejected.rejections.map(({ row, reason, message }) => [row, reason, message]),
      [
        [1, 'unknown_user', 'no user has the external id "P-1"'],
        [3, 'unknown_user', 'no user has the id 7'],
        [4, 'unknown_user', 'no user has the external id "007"'],
        [5, 'unknown_user', 'no user has the external id "ä"'],
        [6, 'unknown_user', 'no user has the external id "P-1"'],
      ],
    );
    const created = await store.ingest(rows, CREATE);
    assert.deepEqual([created.inserted, created.unchanged, created.usersCreated], [5, 1, 4]);
    const expected: [number, string | null][] = [
      ...[[5, 'known'] as [number, string], [7, null] as [number, null]],
      ...['P-1', '007', 'ä'].map((text): [number, string] => [derived(text), text]),
    ];
    assert.deepEqual(
      await idsOf(store),
      expected.sort(([a], [b]) => a - b),
    );
    assert.equal((await store.getUser('P-1'))?.id, derived('P-1'));
    assert.deepEqual(await store.queryTop({ userId: derived('P-1'), ...DAY }), [62, 60]);
    assert.deepEqual((await store.ingest(rows, CREATE)).usersCreated, 0);
  });

  test('users who are put by an external id alone are the same ones', async () => {
    const store = await target.open();
    await store.ingest([reading('P-1', 60)], CREATE);
    const ada = { ...NOBODY, id: derived('P-1'), externalId: 'P-1', name: 'Ada' };
    assert.deepEqual(await store.putUser({ externalId: 'P-1', name: 'Ada' }), ada);
    const { inserted, unchanged, rejections } = await store.importUsers([
      { externalId: 'P-1', name: 'Ada' },
      { externalId: 'P-2', age: 3 },
      { externalId: '12' },
      { id: 12, externalId: '12' },
      { externalId: '12', name: 'digits' },
      {},
    ]);
    assert.deepEqual([inserted, unchanged], [2, 1]);
    assert.deepEqual(
      rejections.map(({ row, reason }) => [row, reason]),
      [
        [3, 'invalid_user'],
        [6, 'invalid_user'],
      ],
    );
    assert.equal((await store.getUser('12'))?.name, 'digits');
    assert.equal((await store.getUser('P-2'))?.id, derived('P-2'));
    await assert.rejects(store.putUser({ externalId: '13' }), { code: 'INVALID_ARGUMENT', message: /give the id too/ });
    await assert.rejects(store.putUser({ name: 'nobody' }), { code: 'INVALID_ARGUMENT', field: 'id' });
  });

  test('a user who is made at the same time in many ways is made once', async () => {
    const store = await target.open();
    const users = ['P-1', 'P-2', 'P-3'];
    const receipts = await Promise.all([
      ...Array.from({ length: 4 }, (_, at) =>
        store.ingest(
          users.map((user) => reading(user, 60 + at, `2023-05-01T1${at}:00:00Z`)),
          CREATE,
        ),
      ),
      store.importUsers(users.map((externalId): UserInput => ({ externalId, name: externalId }))),
    ]);
    assert.ok(receipts.every(({ rejected }) => rejected === 0));
    const made = receipts.slice(0, 4).reduce((sum, { usersCreated }) => sum + usersCreated, receipts[4]!.inserted);
    assert.equal(made, 3);
    const listed = await collect(store.listUsers());
    assert.deepEqual(
      listed.map(({ id, externalId, name }) => ({ id, externalId, name })),
      users.map((text) => ({ id: derived(text), externalId: text, name: text })).sort((a, b) => a.id - b.id),
    );
    for (const user of users) assert.deepEqual(await store.queryTop({ user, ...DAY }), [63, 62, 61, 60]);
  });
}
