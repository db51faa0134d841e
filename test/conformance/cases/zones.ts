import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadingInput } from '../../../src/model/reading.ts';
import { MS_PER_HOUR } from '../../reference/civil-date.ts';
import { ReferenceStore } from '../../reference/reference-store.ts';
import { collect } from '../collect.ts';
import type { Target } from '../target.ts';

const ALL_TIME = { from: '1970-01-01', to: '2100-01-01' };

/** Zones and instants at which their clocks change, or change least. */
const CHANGES: readonly (readonly [timezone: string, at: string])[] = [
  ['UTC', '2023-03-26T01:00:00Z'],
  ['Europe/Berlin', '2023-03-26T01:00:00Z'],
  ['Europe/Berlin', '2023-10-29T01:00:00Z'],
  ['Asia/Kolkata', '2023-06-30T18:30:00Z'],
  ['Asia/Kathmandu', '1985-12-31T18:30:00Z'],
  ['Australia/Lord_Howe', '2023-04-01T15:00:00Z'],
  ['Australia/Lord_Howe', '2023-09-30T15:30:00Z'],
  ['America/St_Johns', '2007-03-11T03:31:00Z'],
  ['America/St_Johns', '2007-11-04T02:31:00Z'],
  ['America/St_Johns', '2023-11-05T04:30:00Z'],
  // Whole hours all the time, but clocks that changed a minute past the hour.
  ['America/Goose_Bay', '2007-03-11T04:01:00Z'],
  ['America/Goose_Bay', '2007-11-04T03:01:00Z'],
  // Local mean time with seconds, until 1972.
  ['Africa/Monrovia', '1972-01-07T00:44:30Z'],
  // A day that never was.
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
];

export function zones(target: Target): void {
  test('hours of a zone are local hours of one offset, also where the clock changes', async () => {
    const store = await target.open();
    const reference = new ReferenceStore();
    const readings: ReadingInput[] = [];
    CHANGES.forEach(([, text], at) => {
      const change = Date.parse(text);
      const userId = at + 1;
      // Every 7 minutes or so, and close to the change on both sides.
      const regular = Array.from({ length: 81 }, (_, step) => change + (step - 40) * 423_000 + (step % 3));
      const close = [-59_000, -20_000, -1, 0, 20_000].map((distance) => change + distance);
      for (const [step, ms] of [...new Set([...regular, ...close])].entries()) {
        // Few values, so that hours come out equal.
        const heartRate = 60 + 10 * ((step * step + at) % 3);
        readings.push({ userId, timestamp: new Date(ms), heartRate });
        reference.putReading(userId, ms, heartRate * 1000);
      }
    });
    await store.importUsers(CHANGES.map((_, at) => ({ id: at + 1 })));
    await store.ingest(readings);
    for (const [at, [timezone, text]] of CHANGES.entries()) {
      const userId = at + 1;
      const change = Date.parse(text);
      for (const [before, after] of [
        [6 * MS_PER_HOUR, 6 * MS_PER_HOUR],
        [2 * MS_PER_HOUR + 1234, 1_800_000],
        [1, 3 * MS_PER_HOUR],
      ] as const) {
        const [from, to] = [change - before, change + after];
        const query = { userId, from: new Date(from), to: new Date(to), timezone, limit: 30 };
        const expected = reference.top({ userId, from, to, limit: 30, timezone });
        assert.deepEqual(await store.queryTop({ ...query, details: true }), expected, `${timezone} ${text}`);
        assert.deepEqual(
          await store.queryTop(query),
          expected.map(({ average }) => average),
        );
      }
    }
  });

  test('hours that begin together are two, in order of time', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    // At 00:01 local time the clock went on to 01:01: both hours begin at 03:30 UTC.
    await store.ingest(
      ['03:30:30', '03:31:00', '03:50:00'].map((time) => ({
        userId: 1,
        timestamp: `2007-03-11T${time}Z`,
        heartRate: 60,
      })),
    );
    // At 00:01 local time the clock went back to 23:01: both hours begin at 02:30 UTC.
    await store.ingest(
      ['02:30:10', '02:30:30', '02:31:00'].map((time) => ({
        userId: 1,
        timestamp: `2007-11-04T${time}Z`,
        heartRate: 60,
      })),
    );
    const query = {
      userId: 1,
      from: '2007-01-01',
      to: '2008-01-01',
      timezone: 'America/St_Johns',
      details: true,
    } as const;
    assert.deepEqual(await store.queryTop(query), [
      {
        average: 60,
        count: 6,
        hours: [
          { start: new Date('2007-03-11T03:30:00Z'), count: 1 },
          { start: new Date('2007-03-11T03:30:00Z'), count: 2 },
          { start: new Date('2007-11-04T02:30:00Z'), count: 2 },
          { start: new Date('2007-11-04T02:30:00Z'), count: 1 },
        ],
      },
    ]);
  });

  test('a zone of half hours can be asked about all of time', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    const reference = new ReferenceStore();
    const instants = Array.from({ length: 40 }, (_, at) => Math.floor(at ** 1.5 * 16_789_456_123));
    await store.ingest(instants.map((ms, at) => ({ userId: 1, timestamp: new Date(ms), heartRate: 60 + (at % 40) })));
    instants.forEach((ms, at) => {
      reference.putReading(1, ms, 60_000 + (at % 40) * 1000);
    });
    for (const timezone of ['Australia/Lord_Howe', 'Europe/Berlin', 'Africa/Monrovia']) {
      const expected = reference.top({ userId: 1, from: 0, to: 4_102_444_799_999, limit: 12, timezone });
      assert.deepEqual(await store.queryTop({ userId: 1, ...ALL_TIME, limit: 12, timezone, details: true }), expected);
    }
  });

  test('averages by hour, day or month of a zone begin when its clocks show so', async () => {
    const store = await target.open();
    let userId = 0;
    /** Readings of somebody new, about whom is asked from then on. */
    const put = async (...timestamps: string[]) => {
      userId += 1;
      await store.putUser({ id: userId });
      await store.ingest(timestamps.map((timestamp, at) => ({ userId, timestamp, heartRate: 60 + 10 * at })));
    };
    const startsOf = async (timezone: string, resolution: 'hour' | 'day' | 'week' | 'month', window = ALL_TIME) => {
      const averages = await collect(store.averages(userId, window, resolution, { timezone }));
      return averages.map(({ start, count, average }) => `${start.toISOString().slice(0, 16)} ${count} ${average}`);
    };
    await put('2022-12-31T20:00:00Z', '2023-01-01T14:59:59.999Z', '2023-01-01T15:00:00Z');
    assert.deepEqual(await startsOf('Asia/Tokyo', 'day'), ['2022-12-31T15:00 2 65', '2023-01-01T15:00 1 80']);
    assert.deepEqual(await startsOf('Asia/Tokyo', 'month'), ['2022-12-31T15:00 3 70']);
    const cut = { from: '2022-12-31T21:00:00Z', to: '2023-01-01T14:59:59.999Z' };
    assert.deepEqual(await startsOf('Asia/Tokyo', 'day', cut), ['2022-12-31T15:00 1 70']);
    assert.deepEqual(await startsOf('Asia/Kolkata', 'day'), ['2022-12-31T18:30 3 70']);
    assert.deepEqual(await startsOf('Asia/Kolkata', 'hour'), ['2022-12-31T19:30 1 60', '2023-01-01T14:30 2 75']);
    // A day of 23 hours, and one of 25 with an hour that comes twice.
    await put('2023-03-12T05:00:00Z', '2023-03-13T03:59:59Z', '2023-03-13T04:00:00Z');
    assert.deepEqual(await startsOf('America/New_York', 'day'), ['2023-03-12T05:00 2 65', '2023-03-13T04:00 1 80']);
    await put('2023-11-05T04:00:00Z', '2023-11-05T05:30:00Z', '2023-11-05T06:30:00Z', '2023-11-06T04:59:59Z');
    assert.deepEqual(await startsOf('America/New_York', 'day'), ['2023-11-05T04:00 4 75']);
    assert.deepEqual(await startsOf('America/New_York', 'hour'), [
      '2023-11-05T04:00 1 60',
      '2023-11-05T05:00 1 70',
      '2023-11-05T06:00 1 80',
      '2023-11-06T04:00 1 90',
    ]);
    // At 00:01 the clocks went back to 23:01: the day before comes once more.
    await put('2007-11-04T02:29:59Z', '2007-11-04T02:30:30Z', '2007-11-04T02:31:00Z', '2007-11-04T03:30:00Z');
    assert.deepEqual(await startsOf('America/St_Johns', 'day'), ['2007-11-03T02:30 2 70', '2007-11-04T02:30 2 80']);
    // A week has seven days from Monday on, in UTC from Sunday afternoon on, and ends with the year as well as not.
    await put('2022-12-25T15:00:00Z', '2023-01-01T14:59:59.999Z', '2023-01-01T15:00:00Z', '2023-01-08T14:59:59.999Z');
    assert.deepEqual(await startsOf('Asia/Tokyo', 'week'), ['2022-12-25T15:00 2 65', '2023-01-01T15:00 2 85']);
    assert.deepEqual(await startsOf('UTC', 'week'), [
      '2022-12-19T00:00 1 60',
      '2022-12-26T00:00 2 75',
      '2023-01-02T00:00 1 90',
    ]);
    // Weeks of 167 and 169 hours.
    await put('2023-03-20T04:00:00Z', '2023-03-12T04:59:59Z', '2023-03-13T03:59:59Z', '2023-03-13T04:00:00Z');
    assert.deepEqual(await startsOf('America/New_York', 'week'), [
      '2023-03-06T05:00 2 75',
      '2023-03-13T04:00 1 90',
      '2023-03-20T04:00 1 60',
    ]);
    await put('2023-10-30T04:00:00Z', '2023-11-06T04:59:59Z', '2023-11-06T05:00:00Z');
    assert.deepEqual(await startsOf('America/New_York', 'week'), ['2023-10-30T04:00 2 65', '2023-11-06T05:00 1 80']);
    // At midnight the clocks went on to 01:00: the day has no midnight.
    await put('2018-11-04T02:59:59Z', '2018-11-04T03:00:00Z', '2018-11-05T01:59:59Z', '2018-11-05T02:00:00Z');
    assert.deepEqual(await startsOf('America/Sao_Paulo', 'day'), [
      '2018-11-03T03:00 1 60',
      '2018-11-04T03:00 2 75',
      '2018-11-05T02:00 1 90',
    ]);
    assert.deepEqual(await startsOf('America/Sao_Paulo', 'hour'), [
      '2018-11-04T02:00 1 60',
      '2018-11-04T03:00 1 70',
      '2018-11-05T01:00 1 80',
      '2018-11-05T02:00 1 90',
    ]);
    // Half an hour of summer time: days of 23.5 and 24.5 hours, and weeks that begin at half past.
    await put('2023-04-01T12:59:59Z', '2023-04-01T13:00:00Z', '2023-04-02T13:29:59Z', '2023-04-02T13:30:00Z');
    assert.deepEqual(await startsOf('Australia/Lord_Howe', 'day'), [
      '2023-03-31T13:00 1 60',
      '2023-04-01T13:00 2 75',
      '2023-04-02T13:30 1 90',
    ]);
    assert.deepEqual(await startsOf('Australia/Lord_Howe', 'week'), ['2023-03-26T13:00 3 70', '2023-04-02T13:30 1 90']);
    // Samoa left out 30 December 2011: its week has six days.
    await put('2011-12-26T10:00:00Z', '2011-12-30T09:59:59Z', '2011-12-30T10:00:00Z', '2012-01-01T10:00:00Z');
    assert.deepEqual(await startsOf('Pacific/Apia', 'day'), [
      '2011-12-26T10:00 1 60',
      '2011-12-29T10:00 1 70',
      '2011-12-30T10:00 1 80',
      '2012-01-01T10:00 1 90',
    ]);
    assert.deepEqual(await startsOf('Pacific/Apia', 'week'), ['2011-12-26T10:00 3 70', '2012-01-01T10:00 1 90']);
    await assert.rejects(collect(store.averages(1, ALL_TIME, 'day', { timezone: 'Mars/Olympus' })), {
      code: 'INVALID_ARGUMENT',
      field: 'timezone',
    });
  });

  test('a zone does not change how the window is read', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    await store.ingest([
      { userId: 1, timestamp: '2023-06-30T23:59:59.999Z', heartRate: 90 },
      { userId: 1, timestamp: '2023-07-01T00:00:00Z', heartRate: 80 },
      { userId: 1, timestamp: '2023-07-02T00:00:00Z', heartRate: 70 },
      { userId: 1, timestamp: '2023-07-02T00:00:00.001Z', heartRate: 95 },
    ]);
    for (const timezone of ['UTC', 'Asia/Kolkata', 'America/New_York', 'Pacific/Chatham']) {
      assert.deepEqual(await store.queryTop({ userId: 1, from: '2023-07-01', to: '2023-07-02', timezone }), [80, 70]);
    }
  });
}
