import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadingBlock } from '../../../src/model/reading-block.ts';
import { collect } from '../collect.ts';
import type { Target } from '../target.ts';

const YEAR = { from: '2023-01-01', to: '2023-12-31T23:59:59.999Z' };

export function peaks(target: Target): void {
  test('equal averages of different counts appear once, with all their hours in order of time', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    await store.ingest([
      { userId: 1, timestamp: '2023-03-02T09:10:00Z', heartRate: 61 },
      { userId: 1, timestamp: '2023-03-02T09:11:00Z', heartRate: 59 },
      { userId: 1, timestamp: '2023-03-01T08:10:00Z', heartRate: 60 },
      { userId: 1, timestamp: '2023-03-03T08:10:00Z', heartRate: 60.001 },
      { userId: 1, timestamp: '2023-03-04T08:10:00Z', heartRate: 55 },
    ]);
    const query = { userId: 1, ...YEAR };
    assert.deepEqual(await store.queryTop(query), [60.001, 60, 55]);
    assert.deepEqual(await store.queryTop({ ...query, limit: 2 }), [60.001, 60]);
    assert.deepEqual((await store.queryTop({ ...query, details: true }))[1], {
      average: 60,
      count: 3,
      hours: [
        { start: new Date('2023-03-01T08:00:00Z'), count: 1 },
        { start: new Date('2023-03-02T09:00:00Z'), count: 2 },
      ],
    });
  });

  test('averages that differ in the last bit are two', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    // Sums and counts whose quotients are neighbours or the same double: 60.1 is one value in three writings.
    const hours = [[60.1], [60.1, 60.1], [60.1, 60.1, 60.1], [60.1, 60.1, 60.101]];
    await store.ingest(
      hours.flatMap((values, hour) =>
        values.map((heartRate, minute) => ({ userId: 1, timestamp: `2023-04-01T0${hour}:0${minute}:00Z`, heartRate })),
      ),
    );
    const answer = await store.queryTop({ userId: 1, ...YEAR, details: true });
    assert.deepEqual(
      answer.map(({ average, count, hours: equal }) => [average, count, equal.length]),
      [
        [180_301 / 3000, 3, 1],
        [60.1, 6, 3],
      ],
    );
  });

  test('an hour cut by the window counts with its readings inside the window only', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    await store.ingest(
      [40, 50, 60, 70, 80, 90].map((heartRate, at) => ({
        userId: 1,
        timestamp: new Date(Date.UTC(2023, 4, 1, 10, 20 * at)),
        heartRate,
      })),
    );
    const query = { userId: 1, from: '2023-05-01T10:20:00Z', to: '2023-05-01T11:39:59.999Z' };
    assert.deepEqual(await store.queryTop({ ...query, details: true }), [
      { average: 75, count: 2, hours: [{ start: new Date('2023-05-01T11:00:00Z'), count: 2 }] },
      { average: 55, count: 2, hours: [{ start: new Date('2023-05-01T10:00:00Z'), count: 2 }] },
    ]);
    // Within one hour, and at one instant.
    assert.deepEqual(
      await store.queryTop({ userId: 1, from: '2023-05-01T10:20:00Z', to: '2023-05-01T10:40:00Z' }),
      [55],
    );
    assert.deepEqual(
      await store.queryTop({ userId: 1, from: '2023-05-01T10:40:00Z', to: '2023-05-01T10:40:00Z' }),
      [60],
    );
  });

  test('hours with too few readings do not count, nor do the parts of hours that the window leaves', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    const hours = Array.from({ length: 96 }, (_, hour) => Date.UTC(2023, 4, 1, hour));
    // The later the hour the higher, and one reading more in each up to six; the highest stand alone.
    await store.ingest(
      hours.flatMap((start, hour) =>
        Array.from({ length: (hour % 6) + 1 }, (_, at) => ({
          userId: 1,
          timestamp: new Date(start + at * 600_000),
          heartRate: 60 + hour - (hour % 6) + (hour % 6 === 0 ? 100 : 0),
        })),
      ),
    );
    const query = { userId: 1, from: '2023-05-01', to: '2023-05-04T23:59:59Z', limit: 3 };
    assert.deepEqual(await store.queryTop(query), [250, 244, 238]);
    assert.deepEqual(await store.queryTop({ ...query, minReadings: 2 }), [150, 144, 138]);
    assert.deepEqual(await store.queryTop({ ...query, minReadings: 7 }), []);
    // Of the last hour, which has six readings, the window leaves three.
    const cut = { ...query, to: '2023-05-04T23:20:00Z', details: true } as const;
    const [best] = await store.queryTop({ ...cut, minReadings: 3, limit: 1 });
    assert.deepEqual(best?.hours.at(-1), { start: new Date('2023-05-04T23:00:00Z'), count: 3 });
    const [next] = await store.queryTop({ ...cut, minReadings: 4, limit: 1 });
    assert.deepEqual([next?.average, next?.count, next?.hours.length], [150, 9, 2]);
    // By the clocks of India no whole hour is left as it was.
    const india = await store.queryTop({ ...query, timezone: 'Asia/Kolkata', minReadings: 5, details: true });
    assert.ok(india.length === 3 && india.every(({ hours: equal }) => equal.every(({ count }) => count === 5)));
  });

  test('ten hours are given unless told otherwise, and fewer where there are fewer', async () => {
    const store = await target.open();
    await store.importUsers([{ id: 1 }, { id: 2 }]);
    const hours = Array.from({ length: 24 }, (_, hour) => hour);
    await store.ingest(
      hours.map((hour) => ({
        userId: 1,
        timestamp: new Date(Date.UTC(2023, 7, 1, hour, 30)),
        heartRate: 60 + ((hour * 7) % 24),
      })),
    );
    const down = Array.from({ length: 24 }, (_, at) => 83 - at);
    assert.deepEqual(await store.queryTop({ userId: 1, ...YEAR }), down.slice(0, 10));
    assert.deepEqual(await store.queryTop({ userId: 1, ...YEAR, limit: 1 }), [83]);
    assert.deepEqual(await store.queryTop({ userId: 1, ...YEAR, limit: 10_000 }), down);
    assert.deepEqual(await store.queryTop({ userId: 2, ...YEAR }), []);
    await assert.rejects(store.queryTop({ userId: 3, ...YEAR }), { code: 'USER_NOT_FOUND', field: 'userId' });
  });

  test('an hour of many high readings adds up, however it grows', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    const hour = Date.parse('2023-06-10T07:00:00Z');
    const block = (first: number, count: number, milli: number) => {
      const readings = new ReadingBlock(count);
      for (let at = 0; at < count; at += 1) readings.push(at + 1, 1, hour + 45 * (first + at), milli);
      return readings;
    };
    await store.ingest([block(0, 14_000, 300_000)]);
    assert.deepEqual(await store.queryTop({ userId: 1, ...YEAR }), [300]);
    // Sums above 2^32 and counts above 2^16: an hour of more than 18 readings a second.
    for (const [first, count] of [
      [14_000, 3_000],
      [17_000, 50_000],
    ] as const) {
      await store.ingest([block(first, count, 299_000)]);
      const average = (14_000 * 300_000 + (first + count - 14_000) * 299_000) / (1000 * (first + count));
      const answer = await store.queryTop({ userId: 1, ...YEAR, details: true });
      assert.deepEqual(answer, [
        { average, count: first + count, hours: [{ start: new Date(hour), count: first + count }] },
      ]);
      assert.deepEqual(await store.queryTop({ userId: 1, ...YEAR }), [average]);
    }
  });

  test('what is deleted or corrected leaves no trace in hours, days and months', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    const at = (time: string, heartRate: number) => ({ userId: 1, timestamp: `2023-09-30T${time}Z`, heartRate });
    await store.ingest([at('10:00:00', 60), at('10:30:00', 200), at('12:00:00', 70)]);
    await store.ingest([at('10:30:00', 62)]);
    assert.deepEqual(await store.queryTop({ userId: 1, ...YEAR }), [70, 61]);
    assert.equal(await store.deleteReadings({ from: '2023-09-30T12:00:00Z', to: '2023-09-30T12:00:00Z' }), 1);
    assert.deepEqual(await store.queryTop({ userId: 1, ...YEAR }), [61]);
    const months = await collect(store.averages(1, YEAR, 'month'));
    assert.deepEqual(months, [{ start: new Date('2023-09-01'), count: 2, average: 61, min: 60, max: 62 }]);
    assert.equal(await store.deleteReadings({ userIds: [1, 1] }), 2);
    assert.deepEqual(await collect(store.averages(1, YEAR, 'hour')), []);
    assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate: 0 }), []);
    assert.equal((await store.verify()).ok, true);
  });
}
