import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadingBlock } from '../../../src/model/reading-block.ts';
import type { QualityQuery } from '../../../src/store/store.ts';
import { MS_PER_DAY, MS_PER_HOUR } from '../../reference/civil-date.ts';
import { ReferenceStore } from '../../reference/reference-store.ts';
import { checkQuality } from '../check-quality.ts';
import type { Target } from '../target.ts';

/** Days on which clocks change, one of them across midnight, and one without midnight. */
const CHANGES: readonly (readonly [timezone: string | undefined, at: string])[] = [
  [undefined, '2023-03-26T01:00:00Z'],
  ['Europe/Berlin', '2023-03-26T01:00:00Z'],
  ['America/New_York', '2023-11-05T06:00:00Z'],
  ['Asia/Kolkata', '2023-06-30T18:30:00Z'],
  ['Australia/Lord_Howe', '2023-04-01T15:00:00Z'],
  ['America/St_Johns', '2007-11-04T02:31:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
];

export function qualities(target: Target): void {
  test('minutes, hours and days count when there are enough readings in them, silences up to the ends', async () => {
    const store = await target.open();
    await store.importUsers([{ id: 2, externalId: 'P-0012' }, { id: 1 }, { id: 3 }]);
    const at = (userId: number, timestamp: string) => ({ userId, timestamp: `2023-01-${timestamp}Z`, heartRate: 60 });
    await store.ingest([
      // Two minutes of three readings in one hour, one minute of the next, and one two days later.
      ...['01T10:00:00', '01T10:00:59.999', '01T10:01:00', '01T11:00:00', '03T12:00:00'].map((time) => at(1, time)),
      at(2, '01T00:00:00'),
    ]);
    const window = { from: '2023-01-01', to: '2023-01-03T23:59:59.999Z' };
    const query: QualityQuery = { ...window, minMinutesOfHour: 2, minHoursOfDay: 1, gapMinutes: 59 };
    assert.deepEqual(await store.quality(query), {
      days: [
        { start: new Date('2023-01-01'), users: 2, count: 5, wornMinutes: 4, validHours: 1, validDays: 1 },
        { start: new Date('2023-01-03'), users: 1, count: 1, wornMinutes: 1, validHours: 0, validDays: 0 },
      ],
      users: [
        {
          ...{ userId: 1, externalId: null, count: 5, days: 2, wornMinutes: 4, validHours: 1, validDays: 1 },
          // Until the first, two minutes before the hour, two days and an hour, and half a day to the end.
          ...{ longestSilenceMinutes: 49 * 60, gaps: 3 },
        },
        {
          ...{ userId: 2, externalId: 'P-0012', count: 1, days: 1, wornMinutes: 1, validHours: 0, validDays: 0 },
          ...{ longestSilenceMinutes: 72 * 60, gaps: 1 },
        },
      ],
    });
    const gapsOver = async (gapMinutes: number) =>
      (await store.quality({ ...query, userId: 1, gapMinutes })).users[0]!.gaps;
    assert.deepEqual([await gapsOver(58), await gapsOver(59), await gapsOver(600), await gapsOver(599)], [4, 3, 2, 3]);
    // Who has no readings is told only where asked for.
    assert.deepEqual(await store.quality({ ...query, userId: 3 }), {
      days: [],
      users: [
        {
          ...{ userId: 3, externalId: null, count: 0, days: 0, wornMinutes: 0, validHours: 0, validDays: 0 },
          ...{ longestSilenceMinutes: 72 * 60, gaps: 1 },
        },
      ],
    });
    await assert.rejects(store.quality({ ...query, userId: 4 }), { code: 'USER_NOT_FOUND' });
  });

  test('days are those of the clocks, with 23 to 25 hours, and hours that come twice are two', async () => {
    const store = await target.open();
    const reference = new ReferenceStore();
    // More than are read one after the other.
    const ids = Array.from({ length: 9 }, (_, at) => at + 1);
    for (const id of ids) {
      reference.putUser(await store.putUser({ id, gender: id % 2 === 0 ? 'female' : 'male' }));
    }
    const block = new ReadingBlock(CHANGES.length * ids.length * 400);
    for (const [, text] of CHANGES) {
      for (const id of ids) {
        for (let step = 0; step < 400; step += 1) {
          const ms = Date.parse(text) + (step - 200) * 547_003 + id * 7919 + (step % (id + 3)) * 60_000;
          if (reference.putReading(id, ms, 60_000) === 'inserted') block.push(step + 1, id, ms, 60_000);
        }
      }
    }
    await store.ingest([block]);
    for (const [timezone, text] of CHANGES) {
      for (const [before, after] of [
        [40 * MS_PER_HOUR, 40 * MS_PER_HOUR],
        [MS_PER_HOUR + 1234, 3 * MS_PER_DAY],
      ] as const) {
        const [from, to] = [Date.parse(text) - before, Date.parse(text) + after];
        const query: QualityQuery = {
          ...{ from: new Date(from), to: new Date(to), minMinutesOfHour: 5, minHoursOfDay: 9, gapMinutes: 17 },
          ...(timezone === undefined ? {} : { timezone }),
        };
        const what = `${timezone} ${text}`;
        await checkQuality(store, reference, query, { from, to }, what);
        await checkQuality(store, reference, { ...query, userId: 5 }, { from, to, userId: 5 }, what);
        await checkQuality(store, reference, { ...query, gender: 'female' }, { from, to, genders: ['female'] }, what);
      }
    }
    const starts = async (timezone: string, from: string, to: string) =>
      (await store.quality({ from, to, timezone, userId: 1 })).days.map(({ start }) =>
        start.toISOString().slice(0, 16),
      );
    assert.deepEqual(await starts('America/Sao_Paulo', '2018-11-03T12:00Z', '2018-11-05T12:00Z'), [
      '2018-11-03T03:00',
      '2018-11-04T03:00',
      '2018-11-05T02:00',
    ]);
    assert.deepEqual(await starts('Pacific/Apia', '2011-12-30T00:00Z', '2011-12-31T00:00Z'), [
      '2011-12-29T10:00',
      '2011-12-30T10:00',
    ]);
  });
}
