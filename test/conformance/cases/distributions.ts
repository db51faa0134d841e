import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadingBlock } from '../../../src/model/reading-block.ts';
import { MS_PER_DAY } from '../../reference/civil-date.ts';
import { ReferenceStore } from '../../reference/reference-store.ts';
import type { Target } from '../target.ts';

const DAY = { from: '2023-01-01', to: '2023-01-01T23:59:59.999Z' };

export function distributions(target: Target): void {
  test('percentiles are nearest ranks, and a limit belongs to the zone above it', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    const heartRates = [60, 60.001, 61, 70, 70, 70, 90, 100, 119.999, 120];
    await store.ingest(
      heartRates.map((heartRate, at) => ({ userId: 1, timestamp: `2023-01-01T00:0${at}:00Z`, heartRate })),
    );
    const query = { userId: 1, ...DAY, zones: [60.001, 70, 120], percentiles: [0.001, 10, 10.001, 50, 75, 99.9, 100] };
    const answer = await store.distribution(query);
    assert.deepEqual(
      answer.percentiles.map(({ percentile, heartRate }) => [percentile, heartRate]),
      [
        [0.001, 60],
        [10, 60],
        [10.001, 60.001],
        [50, 70],
        [75, 100],
        [99.9, 120],
        [100, 120],
      ],
    );
    // Each stands for a minute, the last one for ten.
    assert.deepEqual(answer.zones, [
      { from: null, to: 60.001, count: 1, minutes: 1 },
      { from: 60.001, to: 70, count: 2, minutes: 2 },
      { from: 70, to: 120, count: 6, minutes: 6 },
      { from: 120, to: null, count: 1, minutes: 10 },
    ]);
    const { users, count, minutes, average, min, max } = answer;
    assert.deepEqual([users, count, minutes, average, min, max], [1, 10, 19, 821 / 10, 60, 120]);
  });

  test('a reading stands until the next one, no longer than the gap, and within the window only', async () => {
    const store = await target.open();
    await store.importUsers([{ id: 1 }, { id: 2 }]);
    const at = (userId: number, time: string, heartRate: number) => ({
      userId,
      timestamp: `2023-01-01T${time}Z`,
      heartRate,
    });
    await store.ingest([at(1, '10:00:00', 60), at(1, '10:05:00', 70), at(1, '10:30:00', 80), at(2, '10:02:00', 90)]);
    const minutesOf = async (from: string, to: string, maxGapMinutes?: number) => {
      const window = { from: `2023-01-01T${from}Z`, to: `2023-01-01T${to}Z` };
      const { zones, count } = await store.distribution({
        ...window,
        userId: 1,
        zones: [70, 80],
        ...(maxGapMinutes === undefined ? {} : { maxGapMinutes }),
      });
      return [count, ...zones.map(({ minutes }) => minutes)];
    };
    assert.deepEqual(await minutesOf('10:00:00', '11:59:59.999'), [3, 5, 10, 10]);
    assert.deepEqual(await minutesOf('10:00:00', '11:59:59.999', 30), [3, 5, 25, 30]);
    assert.deepEqual(await minutesOf('10:00:00', '11:59:59.999', 3), [3, 3, 3, 3]);
    // What was read before the window stands in it; what stands at its end does so up to its last millisecond.
    assert.deepEqual(await minutesOf('10:01:00', '10:30:59.999'), [2, 4, 10, 1]);
    assert.deepEqual(await minutesOf('10:12:00', '10:20:00'), [0, 0, 3, 0]);
    assert.deepEqual(await minutesOf('10:15:00', '10:20:00'), [0, 0, 0, 0]);
    assert.deepEqual(await minutesOf('10:30:00', '10:30:00'), [1, 0, 0, 1 / 60_000]);
    const both = await store.distribution({ ...DAY });
    assert.deepEqual([both.users, both.count, both.minutes], [2, 4, 35]);
  });

  test('a cohort is of an age and gender, a user without readings has none, nobody is not found', async () => {
    const store = await target.open();
    await store.importUsers([
      { id: 1, gender: 'female', birthDate: '1950-06-01' },
      { id: 2, gender: 'female', age: 30 },
      { id: 3, gender: 'male', age: 80, externalId: 'P-0012' },
      { id: 4, gender: 'female' },
    ]);
    await store.ingest([1, 2, 3].map((userId) => ({ userId, timestamp: '2023-01-01T10:00Z', heartRate: 60 + userId })));
    const averageOf = async (query: object) => (await store.distribution({ ...DAY, ...query })).average;
    assert.equal(await averageOf({}), 62);
    assert.equal(await averageOf({ gender: 'female' }), 61.5);
    assert.equal(await averageOf({ minAge: 70 }), 62);
    assert.equal(await averageOf({ minAge: 72, asOf: '2022-05-31' }), 63);
    assert.equal(await averageOf({ minAge: 70, gender: ['female', 'other'] }), 61);
    assert.equal(await averageOf({ minAge: 90 }), null);
    assert.equal(await averageOf({ user: 'P-0012' }), 63);
    assert.deepEqual(await store.distribution({ ...DAY, userId: 4, zones: [100] }), {
      users: 0,
      count: 0,
      minutes: 0,
      average: null,
      min: null,
      max: null,
      percentiles: [],
      zones: [
        { from: null, to: 100, count: 0, minutes: 0 },
        { from: 100, to: null, count: 0, minutes: 0 },
      ],
    });
    await assert.rejects(store.distribution({ ...DAY, userId: 5 }), { code: 'USER_NOT_FOUND' });
  });

  test('months and years of readings are added up without a seam', async () => {
    const store = await target.open();
    const reference = new ReferenceStore();
    const start = Date.parse('2022-11-30T12:00:00Z');
    const ids = [1, 2, 2 ** 40];
    for (const id of ids) reference.putUser(await store.putUser({ id }));
    // Pauses of half a minute to half an hour, and two of months, one of which begins with a month.
    const rows: [userId: number, ms: number, milli: number][] = [];
    for (const [at, id] of ids.entries()) {
      let ms = start + at * 1000;
      for (let step = 0; step < 6000; step += 1) {
        ms += 30_000 * (1 + ((step * 37 + at) % 59));
        if (step === 2500) ms = Date.parse('2023-05-01T00:00:00Z');
        if (step === 5000) ms += 100 * MS_PER_DAY;
        rows.push([id, ms, 40_000 + ((step * 7919 + at) % 140_003)]);
      }
    }
    const block = new ReadingBlock(rows.length);
    for (const [at, [id, ms, milli]] of rows.entries()) {
      block.push(at + 1, id, ms, milli);
      reference.putReading(id, ms, milli);
    }
    await store.ingest([block]);
    const measures = { zones: [60_000, 100_000, 140_000], percentiles: [1_000, 33_333, 66_667], maxGapMinutes: 20 };
    for (const [from, to] of [
      ['2022-01-01', '2024-12-31'],
      ['2022-12-31T23:55:01Z', '2023-05-01T00:00:00Z'],
      ['2023-01-01T00:01:00Z', '2023-01-31T23:59:59.999Z'],
    ] as const) {
      for (const userId of [undefined, 2 ** 40]) {
        assert.deepEqual(
          await store.distribution({
            ...(userId === undefined ? {} : { userId }),
            ...{ from, to, zones: [60, 100, 140], percentiles: [1, 33.333, 66.667], maxGapMinutes: 20 },
          }),
          reference.distribution({ userId, from: Date.parse(from), to: Date.parse(to), ...measures }),
        );
      }
    }
  });
}
