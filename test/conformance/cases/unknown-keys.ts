import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import type { Store } from '../../../src/store/store.ts';
import { collect } from '../collect.ts';
import type { Target } from '../target.ts';

const WINDOW = { from: '2023-01-01', to: '2023-02-01' };

/** Calls with a key that is not known, though what it stands for is: left out in silence, each gives a wrong answer. */
const UNKNOWN_KEYS: readonly (readonly [
  key: string,
  meant: string | undefined,
  call: (store: Store) => Promise<unknown>,
])[] = [
  ['genders', 'gender', (store) => store.queryUsers(also({ ...WINDOW, minHeartRate: 0 }, { genders: 'male' }))],
  ['minAges', 'minAge', (store) => store.queryUsers(also({ ...WINDOW, minHeartRate: 0 }, { minAges: 99 }))],
  ['as_of', 'asOf', (store) => store.queryUsers(also({ ...WINDOW, minHeartRate: 0 }, { as_of: undefined }))],
  ['zone', undefined, (store) => store.queryTop(also({ ...WINDOW, userId: 1 }, { zone: 'Asia/Kolkata' }))],
  ['timeZone', 'timezone', (store) => store.queryTop(also({ ...WINDOW, userId: 1 }, { timeZone: 'Asia/Kolkata' }))],
  ['until', undefined, (store) => collect(store.readings(1, also(WINDOW, { until: '2023-01-02' })))],
  ['form', 'from', (store) => collect(store.averages(1, also(WINDOW, { form: '2023-01-02' }), 'day'))],
  ['zone', 'zones', (store) => store.distribution(also(WINDOW, { zone: [5] }))],
  ['gapMinute', 'gapMinutes', (store) => store.quality(also(WINDOW, { gapMinute: 5 }))],
  ['maxPoint', 'maxPoints', (store) => store.timeline(1, WINDOW, also({}, { maxPoint: 5 }))],
  ['userId', 'userIds', (store) => store.deleteReadings(also({ from: '2023-01-01' }, { userId: 7 }))],
  ['born', undefined, (store) => store.putUser(also({ id: 1 }, { born: '1990-05-31' }))],
  ['birth_date', 'birthDate', (store) => store.putUser(also({ id: 1 }, { birth_date: '1990-05-31' }))],
  ['dry_run', 'dryRun', (store) => store.ingest([ROW], also({}, { dry_run: true }))],
  ['unknownUser', 'unknownUsers', (store) => store.ingest([ROW], also({}, { unknownUser: 'create' }))],
  ['onReject', 'onRejected', (store) => store.importUsers([{ id: 9 }], also({}, { onReject: () => {} }))],
  ['sinal', 'signal', (store) => store.verify(also({}, { sinal: undefined }))],
  ['progress', 'onProgress', (store) => store.repair(also({}, { progress: () => {} }))],
];

const ROW = { userId: 1, timestamp: '2023-01-11', heartRate: 61 };

/** An argument with more than its type has. */
function also<T extends object>(argument: T, more: object): T {
  return { ...argument, ...more };
}

export function unknownKeys(target: Target): void {
  test('a key that is not known is refused by name, with the one that was probably meant, and changes nothing', async () => {
    const store = await target.open();
    await store.putUser({ id: 1, name: 'Ada' });
    await store.ingest([{ userId: 1, timestamp: '2023-01-10', heartRate: 60 }]);
    for (const [key, meant, call] of UNKNOWN_KEYS) {
      await assert.rejects(call(store), (error) => {
        assert.ok(error instanceof PulsebaseError, `${key}: ${error}`);
        assert.deepEqual([error.code, error.field], ['INVALID_ARGUMENT', key]);
        const [, told] = /did you mean (\w+)\?$/.exec(error.message) ?? [];
        assert.equal(told, meant, error.message);
        return true;
      });
    }
    assert.equal((await store.getUser(1))?.name, 'Ada');
    const { users, readings } = await store.stats();
    assert.deepEqual([users, readings], [1, 1]);
  });

  test('a user of an import with a key that is not known is rejected alone', async () => {
    const store = await target.open();
    const { inserted, rejections } = await store.importUsers([
      { id: 1 },
      also({ id: 2 }, { born: '1990-05-31' }),
      also({ id: 3 }, { reason: 'vip' }),
      also({ id: 4 }, { row: 'a' }),
      { id: 5 },
    ]);
    assert.equal(inserted, 2);
    assert.deepEqual(
      rejections.map(({ row, reason }) => [row, reason]),
      [2, 3, 4].map((row) => [row, 'invalid_user']),
    );
  });

  test('a number that could be seconds or milliseconds is refused, and the refusal says how to write it', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    const ambiguous = { message: /the number 1672531200, which could be seconds or milliseconds; .*new Date/ };
    const seconds = 1_672_531_200 as unknown as Date;
    await assert.rejects(store.queryTop({ userId: 1, from: seconds, to: '2024-01-01' }), ambiguous);
    await assert.rejects(store.dropBefore(seconds), ambiguous);
    const { rejections } = await store.ingest([{ userId: 1, timestamp: seconds, heartRate: 60 }]);
    assert.deepEqual(
      rejections.map(({ row, reason }) => [row, reason]),
      [[1, 'invalid_timestamp']],
    );
    assert.match(rejections[0]!.message, ambiguous.message);
  });
}
