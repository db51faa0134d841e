import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { User, UserInput } from '../../../src/model/user.ts';
import { createStore } from '../../../src/store/create-store.ts';
import { ROW_OUTCOMES, type UsersImportOptions } from '../../../src/store/store.ts';
import { MemoryEngine } from '../../reference/memory-engine.ts';
import { collect } from '../collect.ts';
import type { Target } from '../target.ts';

export function users(target: Target): void {
  test('users are given back as they were put, in order of id', async () => {
    const store = await target.open();
    const ids = [2 ** 53 - 1, 2 ** 32, 7, 2 ** 32 + 1, 2 ** 31, 10];
    for (const id of ids) await store.putUser({ id, name: `user ${id}` });
    const listed = await collect(store.listUsers());
    assert.deepEqual(
      listed.map(({ id }) => id),
      [7, 10, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1],
    );
    assert.equal((await store.getUser(2 ** 53 - 1))?.name, `user ${2 ** 53 - 1}`);
    assert.equal(await store.getUser(2 ** 53 - 2), undefined);
    assert.deepEqual(await store.getUser(7), {
      id: 7,
      externalId: null,
      name: 'user 7',
      gender: 'unknown',
      age: null,
      birthDate: null,
    });
  });

  test('a user is replaced as a whole', async () => {
    const store = await target.open();
    await store.putUser({ id: 1, externalId: null, name: 'Ada', gender: 'female', age: 36, birthDate: '1815-12-10' });
    await store.putUser({ id: 1, gender: 'other' });
    assert.deepEqual(await store.getUser(1), {
      id: 1,
      externalId: null,
      name: '',
      gender: 'other',
      age: null,
      birthDate: null,
    });
    assert.equal((await store.stats()).users, 1);
  });

  test('an import of users takes the last row of an id, and rejects rows without stopping', async () => {
    const store = await target.open();
    const rejected: number[] = [];
    const receipt = await store.importUsers(
      [
        { id: 1, name: 'first' },
        { row: 7, user: { id: '2', age: '', birthDate: '1990-05-31', gender: 'FEMALE' } },
        { row: 8, user: { id: 'x' } },
        { row: 9, reason: 'malformed_row', message: 'a line with too many cells' },
        { row: 10, user: { id: '1', name: 'last', age: '25' } },
        ...([null, 5] as unknown as UserInput[]),
      ],
      { onRejected: (rows) => rejected.push(...rows.map(({ row }) => row)) },
    );
    assert.deepEqual(
      [receipt.read, receipt.inserted, receipt.updated, receipt.unchanged, receipt.rejected],
      [7, 2, 1, 0, 4],
    );
    assert.deepEqual(receipt.rejectedByReason, { invalid_user: 1, malformed_row: 3 });
    assert.deepEqual(rejected, [8, 9, 11, 12]);
    assert.deepEqual(await collect(store.listUsers()), [
      { id: 1, externalId: null, name: 'last', gender: 'unknown', age: 25, birthDate: null },
      { id: 2, externalId: null, name: '', gender: 'female', age: null, birthDate: '1990-05-31' },
    ]);
  });

  test('users who come again in an import meet the row before them, as if they were put one by one', async () => {
    const row = fc.record({
      id: fc.constantFrom(1, 1, 1, 2, 3),
      externalId: fc.constantFrom(null, null, 'A', 'B'),
      name: fc.constantFrom('', 'Ada', 'Bob'),
      gender: fc.constantFrom('unknown', 'female', 'male'),
      age: fc.constantFrom(null, 30, 31),
      birthDate: fc.constantFrom(null, '1990-05-31'),
    } satisfies { [key in keyof User]: fc.Arbitrary<User[key]> });
    const store = await target.open();
    const oneByOne = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), fc.boolean(), async (rows, replace) => {
        const { inserted, updated, unchanged } = await store.importUsers(rows, { replace });
        const sum = { inserted: 0, updated: 0, unchanged: 0 };
        for (const user of rows) {
          const receipt = await oneByOne.importUsers([user], { replace });
          for (const outcome of ROW_OUTCOMES) sum[outcome] += receipt[outcome];
        }
        assert.deepEqual({ inserted, updated, unchanged }, sum);
        assert.deepEqual(await collect(store.listUsers()), await collect(oneByOne.listUsers()));
      }),
      { numRuns: 25 },
    );
  });

  test('an import leaves what it does not know, and replaces whole users only when asked to', async () => {
    const store = await target.open();
    const ada = { id: 1, externalId: 'P-1', name: 'Ada', gender: 'female', age: 36, birthDate: '1990-05-31' } as const;
    const bob = { id: 2, externalId: null, name: '', gender: 'unknown', age: null, birthDate: null } as const;
    await store.importUsers([ada, bob]);
    const counts = async (users: readonly UserInput[], options: UsersImportOptions = {}) => {
      const { inserted, updated, unchanged, rejected } = await store.importUsers(users, options);
      return { inserted, updated, unchanged, rejected };
    };
    const unchanged = (rows: number) => ({ inserted: 0, updated: 0, unchanged: rows, rejected: 0 });
    for (const told of [
      { id: 1 },
      { id: 1, externalId: null, name: '', gender: null, age: null, birthDate: null },
      { id: 1, externalId: '' },
      { id: 1, gender: 'unknown' },
      { id: 1, name: 'Ada' },
      { id: 1, age: 36 },
      { id: 1, birthDate: '1990-05-31' },
    ] as const) {
      assert.deepEqual(await counts([told, bob]), unchanged(2), JSON.stringify(told));
      assert.deepEqual(await store.getUser(1), ada);
    }
    assert.deepEqual(
      await counts([
        { id: 1, age: 40 },
        { id: 2, gender: 'male' },
        { id: 2, birthDate: '1985-01-01' },
        { id: 3, age: 0 },
      ]),
      { inserted: 1, updated: 3, unchanged: 0, rejected: 0 },
    );
    const told = [
      { ...ada, age: 40 },
      { ...bob, gender: 'male', birthDate: '1985-01-01' },
      { id: 3, externalId: null, name: '', gender: 'unknown', age: 0, birthDate: null },
    ];
    assert.deepEqual(await collect(store.listUsers()), told);
    assert.deepEqual(await counts(await collect(store.listUsers())), unchanged(3));
    assert.deepEqual(await counts([{ id: 1, name: 'Ida' }, { id: 3 }], { replace: true }), {
      inserted: 0,
      updated: 2,
      unchanged: 0,
      rejected: 0,
    });
    assert.deepEqual(await collect(store.listUsers()), [{ ...bob, id: 1, name: 'Ida' }, told[1], { ...bob, id: 3 }]);
  });

  test('imports that tell different things of the same users at the same time lose none of them', async () => {
    const store = await target.open();
    const ids = Array.from({ length: 20 }, (_, at) => at + 1);
    const facts = [{ name: 'Ada' }, { gender: 'female' }, { age: 36 }, { birthDate: '1990-05-31' }] as const;
    await Promise.all(facts.map((fact) => store.importUsers(ids.map((id): UserInput => ({ id, ...fact })))));
    assert.deepEqual(
      await collect(store.listUsers()),
      ids.map((id) => ({ id, externalId: null, name: 'Ada', gender: 'female', age: 36, birthDate: '1990-05-31' })),
    );
  });

  test('a user with a member that is not known is rejected, unless it is to be passed over', async () => {
    const store = await target.open();
    const users = [
      { id: 1, name: 'Ada' },
      { id: 2, born: '1990-05-31' },
      { id: 3, birth_date: '1990-05-31' },
      { id: 4, external_id: 'A-4' },
      { id: 5, birth_date: '1990-05-31', birthDate: '1990-05-31' },
      { id: 6, weight: 80, age: 20 },
      { id: 7, weight: undefined },
    ] as readonly UserInput[];
    const receipt = await store.importUsers(users);
    assert.deepEqual(
      receipt.rejections.map(({ row, reason, message }) => [row, reason, message.split(' ')[0]]),
      [
        [2, 'invalid_user', '"born"'],
        [5, 'invalid_user', '"birth_date"'],
        [6, 'invalid_user', '"weight"'],
      ],
    );
    assert.equal((await store.getUser(3))?.birthDate, '1990-05-31');
    assert.equal((await store.importUsers(users, { ignoreColumns: ['weight', 'born'] })).rejected, 1);
    assert.equal((await store.getUser('A-4'))?.id, 4);
    assert.equal((await store.importUsers(users, { ignoreColumns: true })).rejected, 1);
    assert.equal((await store.stats()).users, 6);
  });

  test('more users than fit one page are listed, imported again unchanged, and deleted in one call', async () => {
    const store = await target.open();
    const many = Array.from({ length: 25_000 }, (_, at) => ({ id: 3 * at + 1, age: at % 90 }));
    assert.equal((await store.importUsers(many)).inserted, many.length);
    assert.equal((await store.importUsers(many)).unchanged, many.length);
    const listed = await collect(store.listUsers());
    assert.deepEqual(
      listed.map(({ id, age }) => ({ id, age })),
      many,
    );
    await store.ingest([1, 4, 7].map((userId) => ({ userId, timestamp: '2023-01-01', heartRate: 60 })));
    const ids = many.slice(2).map(({ id }) => id);
    assert.deepEqual(await store.deleteUsers([...ids, 2, 3, 2 ** 53 - 1]), { users: ids.length, readings: 1 });
    assert.deepEqual(await store.queryUsers({ from: '2023-01-01', to: '2023-01-02', minHeartRate: 0 }), [1, 4]);
    assert.equal((await store.stats()).users, 2);
  });

  test('a user who was deleted and put again has no readings', async () => {
    const store = await target.open();
    const reading = { userId: 5, timestamp: '2023-01-01T10:20:00Z', heartRate: 80 };
    await store.putUser({ id: 5 });
    await store.ingest([reading]);
    assert.deepEqual(await store.deleteUsers([5, 5]), { users: 1, readings: 1 });
    assert.deepEqual((await store.ingest([reading])).rejectedByReason, { unknown_user: 1 });
    await store.putUser({ id: 5 });
    const year = { from: '2023-01-01', to: '2024-01-01' };
    assert.deepEqual(await store.queryTop({ userId: 5, ...year }), []);
    assert.deepEqual(await store.queryUsers({ ...year, minHeartRate: 0 }), []);
    assert.deepEqual(await collect(store.averages(5, year, 'month')), []);
    assert.equal((await store.ingest([reading])).inserted, 1);
    assert.deepEqual(await store.queryTop({ userId: 5, ...year }), [80]);
  });

  test('deleting nobody, or users who are none, does nothing', async () => {
    const store = await target.open();
    assert.deepEqual(await store.deleteUsers([]), { users: 0, readings: 0 });
    assert.deepEqual(await store.deleteUsers(new Set([12, 13])), { users: 0, readings: 0 });
    assert.equal(await store.deleteReadings({ userIds: [] }), 0);
    assert.equal(await store.deleteReadings({ userIds: [12] }), 0);
    assert.equal(await store.dropBefore('2100-01-01'), 0);
  });
}
