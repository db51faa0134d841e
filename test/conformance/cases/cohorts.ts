import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadingInput } from '../../../src/model/reading.ts';
import type { UserInput } from '../../../src/model/user.ts';
import { neighbour } from '../answers.ts';
import { collect } from '../collect.ts';
import type { Target } from '../target.ts';

const YEAR = { from: '2023-01-01', to: '2023-12-31T23:59:59.999Z' };

export function cohorts(target: Target): void {
  test('the threshold is strict, to the last bit', async () => {
    const store = await target.open();
    await store.importUsers([{ id: 1 }, { id: 2 }]);
    // 60.1 / 3 readings does not divide evenly: the average is a double with a full tail.
    await store.ingest([
      ...[60, 60, 60.1].map((heartRate, at) => ({ userId: 1, timestamp: `2023-05-0${at + 1}`, heartRate })),
      { userId: 2, timestamp: '2023-05-01', heartRate: 60 },
    ]);
    const average = 180_100 / 3000;
    assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate: 60 }), [1]);
    assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate: average }), []);
    assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate: neighbour(average, -1), details: true }), [
      { userId: 1, externalId: null, average, count: 3 },
    ]);
    assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate: neighbour(60, -1) }), [1, 2]);
  });

  test('the highest average comes first, and equal averages of different counts go by id', async () => {
    const store = await target.open();
    const ids = [2 ** 53 - 1, 9, 2 ** 32 + 3, 2, 40];
    await store.importUsers(ids.map((id) => ({ id })));
    const readings: ReadingInput[] = ids.flatMap((userId, at) =>
      // 1 to 5 readings whose average is 70 in each case; user 40 stands higher.
      Array.from({ length: at + 1 }, (_, minute) => ({
        userId,
        timestamp: `2023-07-01T00:0${minute}:00Z`,
        heartRate: userId === 40 ? 70.001 : at === 1 ? 69 + 2 * minute : 70,
      })),
    );
    await store.ingest(readings);
    assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate: 65 }), [40, 2, 9, 2 ** 32 + 3, 2 ** 53 - 1]);
  });

  test('users with too few readings, or on too few days, are left out', async () => {
    const store = await target.open();
    await store.importUsers([{ id: 1 }, { id: 2 }, { id: 3 }]);
    const at = (userId: number, timestamp: string) => ({ userId, timestamp, heartRate: 60 + userId });
    await store.ingest([
      // Four days of two months, one of them cut twice by the window below.
      ...['04-29T10:00', '04-30T10:00', '05-01T00:00', '05-01T23:59', '05-02T10:20', '05-02T10:40'].map((time) =>
        at(1, `2023-${time}Z`),
      ),
      ...Array.from({ length: 9 }, (_, minute) => at(2, `2023-05-01T10:0${minute}Z`)),
      at(3, '2023-04-30T10:00Z'),
      at(3, '2023-05-02T10:00Z'),
    ]);
    const ask = (query: { minReadings?: number; minDays?: number; from?: string; to?: string }) =>
      store.queryUsers({ ...YEAR, minHeartRate: 0, ...query });
    assert.deepEqual(await ask({ minReadings: 2 }), [3, 2, 1]);
    assert.deepEqual(await ask({ minReadings: 3 }), [2, 1]);
    assert.deepEqual(await ask({ minReadings: 7 }), [2]);
    assert.deepEqual(await ask({ minReadings: 10 }), []);
    assert.deepEqual(await ask({ minDays: 2 }), [3, 1]);
    assert.deepEqual(await ask({ minDays: 4 }), [1]);
    assert.deepEqual(await ask({ minDays: 5 }), []);
    assert.deepEqual(await ask({ minDays: 2, minReadings: 3 }), [1]);
    const cut = { from: '2023-04-29T10:00:00.001Z', to: '2023-05-02T10:20Z' };
    assert.deepEqual(await ask({ ...cut, minDays: 3 }), [1]);
    assert.deepEqual(await ask({ ...cut, minDays: 4 }), []);
    assert.deepEqual(await ask({ from: '2023-05-02T10:10Z', to: '2023-05-02T11:30Z', minDays: 1 }), [1]);
    // Both cut hours are of one day.
    assert.deepEqual(await ask({ from: '2023-05-02T10:10Z', to: '2023-05-02T11:30Z', minDays: 2 }), []);
    await store.deleteReadings({ userIds: [1], from: '2023-04-30', to: '2023-04-30T23:59Z' });
    assert.deepEqual(await ask({ minDays: 4 }), []);
    assert.deepEqual(await ask({ minDays: 3 }), [1]);
  });

  test('averages are one division of exact sums', async () => {
    const store = await target.open();
    // Dividing twice, or adding up binary floats, gives another double for some of these counts: each user has one reading more.
    const counts = Array.from({ length: 20 }, (_, at) => at + 1);
    await store.importUsers(counts.map((id) => ({ id })));
    await store.ingest(
      counts.flatMap((userId) =>
        counts.slice(0, userId).map((nth) => ({
          userId,
          timestamp: `2023-02-01T00:00:${String(nth).padStart(2, '0')}Z`,
          heartRate: 60.001 + nth / 10,
        })),
      ),
    );
    const expected = counts.map((count) => {
      const sum = 60_001 * count + 50 * count * (count + 1);
      return { userId: count, externalId: null, average: sum / (1000 * count), count };
    });
    assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate: 0, details: true }), expected.reverse());
  });

  test('both ends of a window belong to it, to the millisecond', async () => {
    const store = await target.open();
    await store.importUsers([{ id: 1 }]);
    const instants = ['10:59:59.999', '11:00:00.000', '11:59:59.999', '12:00:00.000', '12:00:00.001'];
    await store.ingest(instants.map((time) => ({ userId: 1, timestamp: `2023-06-30T${time}Z`, heartRate: 60 })));
    const count = async (from: string, to: string) => {
      const window = { from: `2023-06-30T${from}Z`, to: `2023-06-30T${to}Z` };
      const [member] = await store.queryUsers({ ...window, minHeartRate: 0, details: true });
      return member?.count ?? 0;
    };
    assert.equal(await count('11:00:00.000', '11:59:59.999'), 2);
    assert.equal(await count('11:00:00.000', '12:00:00.000'), 3);
    assert.equal(await count('11:00:00.001', '12:00:00.000'), 2);
    assert.equal(await count('10:59:59.999', '12:00:00.001'), 5);
    assert.equal(await count('12:00:00.001', '12:00:00.001'), 1);
    assert.equal(await count('12:00:00.002', '23:00:00'), 0);
    // A date without a time is its midnight.
    const dates = { from: '2023-06-29', to: '2023-06-30', minHeartRate: 0 };
    assert.deepEqual(await store.queryUsers(dates), []);
    await store.ingest([{ userId: 1, timestamp: '2023-06-30', heartRate: 60 }]);
    assert.deepEqual(await store.queryUsers(dates), [1]);
  });

  test('the first and the last instant that a store keeps can be written, asked for and deleted', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    const ends = ['1970-01-01T00:00:00.000Z', '2099-12-31T23:59:59.999Z'];
    await store.ingest(ends.map((timestamp, at) => ({ userId: 1, timestamp, heartRate: 60 + at })));
    for (const to of ['2100-01-01', '2099-12-31T23:59:59.999Z']) {
      const all = { from: '1970-01-01', to };
      assert.deepEqual(await store.queryUsers({ ...all, minHeartRate: 60, details: true }), [
        { userId: 1, externalId: null, average: 60.5, count: 2 },
      ]);
      assert.deepEqual(await store.queryTop({ ...all, userId: 1 }), [61, 60]);
      const readings = await collect(store.readings(1, all));
      assert.deepEqual(
        readings.map(({ timestamp }) => timestamp.toISOString()),
        ends,
      );
    }
    assert.equal(await store.deleteReadings({ from: '2099-12-31T23:59:59.999Z', to: '2100-01-01' }), 1);
    assert.equal(await store.dropBefore('1970-01-01'), 0);
    assert.equal(await store.dropBefore('1970-01-01T00:00:00.001Z'), 1);
  });

  test('age is strict, counts from birth dates on the day of the window, and needs one or the other', async () => {
    const store = await target.open();
    const people: (UserInput & { id: number })[] = [
      { id: 1, age: 24 },
      { id: 2, age: 25 },
      { id: 3 },
      { id: 4, birthDate: '1998-06-15' },
      { id: 5, birthDate: '1998-06-16' },
      { id: 6, birthDate: '1950-01-01', age: 3 },
      { id: 7, birthDate: '1996-02-29' },
    ];
    await store.importUsers(people);
    await store.ingest(people.map(({ id }) => ({ userId: id, timestamp: '2023-01-10', heartRate: 60 })));
    const older = (minAge: number, to: string, asOf?: string | Date) =>
      store.queryUsers({ from: '2023-01-01', to, minAge, minHeartRate: 0, ...(asOf === undefined ? {} : { asOf }) });
    assert.deepEqual(await older(24, '2023-06-14T23:59:59.999Z'), [2, 6, 7]);
    assert.deepEqual(await older(24, '2023-06-15'), [2, 4, 6, 7]);
    assert.deepEqual(await older(24.5, '2023-06-16'), [2, 4, 5, 6, 7]);
    // The day of the window's end in UTC, whatever offset it was written with.
    assert.deepEqual(await older(24, '2023-06-15T01:00:00+02:00'), [2, 6, 7]);
    assert.deepEqual(await older(24, '2023-12-31', '2023-06-15'), [2, 4, 6, 7]);
    // 29 February falls on 1 March in common years, and on itself in leap years.
    assert.deepEqual(await older(26, '2023-12-31', '2023-02-28'), [6]);
    assert.deepEqual(await older(26, '2023-12-31', '2023-03-01'), [6, 7]);
    assert.deepEqual(await older(27, '2023-12-31', new Date('2024-02-28T23:59:59.999Z')), [6]);
    assert.deepEqual(await older(27, '2023-12-31', new Date('2024-02-29T00:00:00Z')), [6, 7]);
    assert.deepEqual(await older(-1, '2023-12-31'), [1, 2, 4, 5, 6, 7]);
    assert.deepEqual(await older(1e300, '2023-12-31'), []);
    assert.deepEqual(await older(-1e300, '2023-12-31'), [1, 2, 4, 5, 6, 7]);
    assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate: 0 }), [1, 2, 3, 4, 5, 6, 7]);
  });

  test('genders: one, several, or all', async () => {
    const store = await target.open();
    const genders = ['male', 'female', 'other', 'unknown'] as const;
    await store.importUsers(genders.map((gender, at) => ({ id: at + 1, gender })));
    await store.ingest(genders.map((_, at) => ({ userId: at + 1, timestamp: '2023-01-10', heartRate: 60 + at })));
    assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate: 0 }), [4, 3, 2, 1]);
    assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate: 0, gender: 'female' }), [2]);
    assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate: 0, gender: ['male', 'unknown', 'male'] }), [4, 1]);
    assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate: 0, gender: genders }), [4, 3, 2, 1]);
  });

  test('any finite threshold can be asked for', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    await store.ingest([{ userId: 1, timestamp: '2023-01-10', heartRate: 60 }]);
    for (const minHeartRate of [0, -0, -1, -1e308, 5e-324, 1e-7, 59.99999999999999]) {
      assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate }), [1], `above ${minHeartRate}`);
    }
    for (const minHeartRate of [60, 1e21, 1.7976931348623157e308]) {
      assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate }), [], `above ${minHeartRate}`);
    }
  });
}
