import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadingBlock } from '../../../src/model/reading-block.ts';
import type { Store } from '../../../src/store/store.ts';
import type { TimelineLevel } from '../../../src/window/timeline-level.ts';
import { MS_PER_DAY, MS_PER_HOUR } from '../../reference/civil-date.ts';
import { type Period, ReferenceStore } from '../../reference/reference-store.ts';
import type { Target } from '../target.ts';

const START = Date.parse('2024-02-28T22:30:00Z');
const BURST = START + 85 * MS_PER_DAY + 1;
const ALL = { from: 0, to: Date.parse('2100-01-01') - 1 };
const LEVELS = ['raw', '10-seconds', '1-minute', '10-minutes', 'hour', 'day', 'month'] as const;

export function timelines(target: Target): void {
  test('a timeline is as fine as its points allow, and equals the readings at every level', async () => {
    const store = await target.open();
    const reference = new ReferenceStore();
    await store.importUsers([{ id: 1 }, { id: 2 }]);
    // 5,000 readings 17 s apart with a gap of days, some a day apart, 600 in ten minutes. Somebody else has others.
    const instants = Array.from({ length: 5000 }, (_, at) => START + at * 17_003 + (at > 3000 ? 5 * MS_PER_DAY : 0));
    for (let day = 10; day < 80; day += 1) instants.push(START + day * MS_PER_DAY);
    for (let second = 0; second < 600; second += 1) instants.push(BURST + second * 1000);
    await put(store, reference, 1, instants);
    await put(store, reference, 2, instants.slice(0, 100));

    const windows = [
      { from: START, to: START + 40 * MS_PER_HOUR },
      { from: START + 5001, to: START + 7 * MS_PER_HOUR + 123 },
      { from: START - 1, to: START + 90 * MS_PER_DAY },
      { from: BURST, to: BURST + 10 * 60_000 },
      { from: START + 86_400, to: START + 86_400 + 999 },
      { from: START + 17_003, to: START + 17_003 },
      { from: START + 82 * MS_PER_DAY, to: START + 90 * MS_PER_DAY },
      { from: START - 3600 * MS_PER_DAY, to: START + 3600 * MS_PER_DAY },
      ALL,
    ];
    const seen = new Set<TimelineLevel>();
    for (const window of windows) {
      for (const maxPoints of [undefined, 4000, 1000, 240, 50]) {
        const expected = reference.timeline(1, window, { maxPoints });
        const options = maxPoints === undefined ? {} : { maxPoints };
        if (expected === undefined) {
          await assert.rejects(store.timeline(1, datesOf(window), options), {
            code: 'INVALID_ARGUMENT',
            field: 'maxPoints',
          });
          continue;
        }
        assert.deepEqual(await store.timeline(1, datesOf(window), options), expected);
        seen.add(expected.level);
      }
      for (const level of LEVELS) {
        const expected = reference.timeline(1, window, { level });
        if (expected === undefined) {
          const refused = { code: 'INVALID_ARGUMENT', field: 'level' };
          await assert.rejects(store.timeline(1, datesOf(window), { level }), refused);
        } else assert.deepEqual(await store.timeline(1, datesOf(window), { level }), expected);
      }
    }
    assert.deepEqual([...seen].sort(), [...LEVELS].sort());
  });

  test('months before the first reading and after the last make a timeline no coarser', async () => {
    const store = await target.open();
    const reference = new ReferenceStore();
    await store.putUser({ id: 1 });
    const hours = Array.from({ length: 700 }, (_, at) => START + at * MS_PER_HOUR);
    await put(store, reference, 1, hours);
    const levelOf = async (maxPoints: number) => (await store.timeline(1, datesOf(ALL), { maxPoints })).level;
    // February and March of 2024 have 60 days.
    assert.deepEqual(await Promise.all([60, 59].map(levelOf)), ['day', 'month']);
    assert.deepEqual(
      await store.timeline(1, datesOf(ALL), { maxPoints: 60 }),
      reference.timeline(1, ALL, { maxPoints: 60 }),
    );
  });

  test('a timeline adds up 200,000 readings at most, and says so of a level that would take more', async () => {
    const store = await target.open();
    const reference = new ReferenceStore();
    await store.putUser({ id: 1 });
    await put(
      store,
      reference,
      1,
      Array.from({ length: 200_001 }, (_, at) => START + at * 100),
    );
    const all = { from: START, to: START + 200_000 * 100 };
    const { level, points } = await store.timeline(1, datesOf(all));
    assert.deepEqual([level, points.length], ['hour', 7]);
    await assert.rejects(store.timeline(1, datesOf(all), { level: '1-minute' }), {
      code: 'INVALID_ARGUMENT',
      field: 'level',
      message: /200001 readings.*the finest one allowed is hour/,
    });
    const fewer = { from: all.from + 1, to: all.to };
    const expected = reference.timeline(1, fewer, {});
    assert.equal(expected?.level, '10-seconds');
    assert.deepEqual(await store.timeline(1, datesOf(fewer)), expected);
  });

  test('a user without readings has an empty timeline, nobody has none', async () => {
    const store = await target.open();
    await store.putUser({ id: 1, externalId: 'P-0012' });
    const window = { from: '2023-01-01', to: '2024-01-01' };
    assert.deepEqual(await store.timeline('P-0012', window), { level: 'raw', points: [] });
    assert.deepEqual(await store.timeline(1, window, { level: 'day' }), { level: 'day', points: [] });
    await assert.rejects(store.timeline(2, window), { code: 'USER_NOT_FOUND' });
  });
}

async function put(store: Store, reference: ReferenceStore, userId: number, instants: readonly number[]) {
  const block = new ReadingBlock(instants.length);
  for (const [at, ms] of instants.entries()) {
    const milli = 50_000 + ((at * 7919 + userId * 31) % 90_001);
    block.push(at + 1, userId, ms, milli);
    reference.putReading(userId, ms, milli);
  }
  await store.ingest([block]);
}

function datesOf({ from, to }: Period): { from: Date; to: Date } {
  return { from: new Date(from), to: new Date(to) };
}
