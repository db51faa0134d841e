import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { generateReadings, type ReadingsOptions } from '../../src/generator/generate-readings.ts';
import { PRESETS } from '../../src/generator/presets.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import type { ReadingBlock } from '../../src/model/reading-block.ts';
import { countTurns } from '../support/count-turns.ts';

const HOUR = 3_600_000;

interface Row {
  readonly row: number;
  readonly userId: number;
  readonly timestamp: number;
  /** Bpm. */
  readonly heartRate: number;
}

async function blocksOf(options: ReadingsOptions): Promise<ReadingBlock[]> {
  const blocks: ReadingBlock[] = [];
  for await (const block of generateReadings(options)) blocks.push(block);
  return blocks;
}

function rowsOf(blocks: readonly ReadingBlock[]): Row[] {
  return blocks.flatMap((block) =>
    Array.from({ length: block.length }, (_, at) => ({
      row: block.rows[at]!,
      userId: block.userIds[at]!,
      timestamp: block.timestamps[at]!,
      heartRate: block.heartRates[at]! / 1000,
    })),
  );
}

async function generate(options: ReadingsOptions): Promise<Row[]> {
  return rowsOf(await blocksOf(options));
}

function digest(rows: readonly Row[]): string {
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}

/** What holds for every output, whatever the options. */
function check(rows: readonly Row[], options: ReadingsOptions & { readonly from: string; readonly to: string }): void {
  const { users, readings, firstId = 1 } = options;
  assert.equal(rows.length, readings);
  const perUser = new Map<number, number>();
  let before: Row | undefined;
  for (const [at, row] of rows.entries()) {
    assert.equal(row.row, at + 1);
    assert.ok(row.userId >= firstId && row.userId < firstId + users && Number.isInteger(row.userId));
    assert.ok(row.timestamp >= Date.parse(options.from) && row.timestamp < Date.parse(options.to));
    assert.equal(row.timestamp % 1000, 0);
    assert.ok(row.heartRate >= 35 && row.heartRate <= 205 && Number.isInteger(row.heartRate), `${row.heartRate}`);
    if (before !== undefined) assert.ok(isAfter(row, before), `row ${row.row} is out of order`);
    before = row;
    perUser.set(row.userId, (perUser.get(row.userId) ?? 0) + 1);
  }
  const counts = Array.from({ length: users }, (_, index) => perUser.get(firstId + index) ?? 0);
  assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, 'users do not share the readings evenly');
}

/** Strictly after in the order (hour, user, timestamp): within a user and hour this leaves no room for a repeated key. */
function isAfter(row: Row, before: Row): boolean {
  const hours = Math.floor(row.timestamp / HOUR) - Math.floor(before.timestamp / HOUR);
  if (hours !== 0) return hours > 0;
  if (row.userId !== before.userId) return row.userId > before.userId;
  return row.timestamp > before.timestamp;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const MONTHS = { users: 20, readings: 200_000, seed: 42, from: '2023-01-01', to: '2023-03-03' } as const;

describe('generateReadings', () => {
  test('gives the same for the same seed, and something else for another', async () => {
    const options = { ...MONTHS, readings: 20_000 };
    const first = digest(await generate(options));
    assert.equal(digest(await generate(options)), first);
    assert.notEqual(digest(await generate({ ...options, seed: 43 })), first);
    assert.notEqual(digest(await generate({ ...options, seed: 42 + 2 ** 32 })), first);
  });

  test('gives the same bytes in every release', async () => {
    const rows = await generate({ users: 3, readings: 3000, from: '2023-01-01', to: '2023-01-15' });
    assert.equal(digest(rows), '58142c2532dd86396a14636ad0bf030b261daf55544d70f89c2ed38a3a7a4547');
  });

  test('does not change the readings with the capacity', async () => {
    const options = { ...MONTHS, users: 3, readings: 3000 };
    const whole = await generate(options);
    for (const capacity of [1, 7, 500, 2999, 3000]) {
      const blocks = await blocksOf({ ...options, capacity });
      assert.ok(blocks.every(({ length }) => length >= 1 && length <= capacity));
      assert.deepEqual(rowsOf(blocks), whole);
    }
  });

  test('keeps to order, bounds and totals over a realistic stretch', async () => {
    check(await generate(MONTHS), MONTHS);
  });

  test('lets no block hold two months, unless everything fits into one', async () => {
    const months = (block: ReadingBlock) =>
      new Set(Array.from(block.timestamps.subarray(0, block.length), (ms) => new Date(ms).toISOString().slice(0, 7)))
        .size;
    const blocks = await blocksOf({ ...MONTHS, capacity: 40_000 });
    assert.ok(blocks.length >= 5);
    assert.deepEqual(
      blocks.map(months),
      blocks.map(() => 1),
    );
    const [only, ...others] = await blocksOf({ ...MONTHS, capacity: 200_000 });
    assert.equal(others.length, 0);
    assert.equal(months(only!), 3);
  });

  test('gives blocks that do not share memory', async () => {
    const blocks = await blocksOf({ ...MONTHS, capacity: 40_000 });
    assert.equal(new Set(blocks.map(({ timestamps }) => timestamps.buffer)).size, blocks.length);
  });

  const odd: (ReadingsOptions & { from: string; to: string })[] = [
    { users: 1, readings: 1, from: '2023-01-01', to: '2024-01-01' },
    { users: 1, readings: 0, from: '2023-01-01', to: '2024-01-01' },
    { users: 1, readings: 6, from: '2023-05-05T10:00:00Z', to: '2023-05-05T11:00:00Z' },
    { users: 50, readings: 300, from: '2023-05-05T10:20:30.400Z', to: '2023-05-05T11:10:00.001Z' },
    { users: 7, readings: 7, from: '2023-01-01', to: '2024-01-01' },
    { users: 7, readings: 3, from: '2023-01-01', to: '2024-01-01' },
    { users: 2, readings: 5000, from: '2022-11-20T05:00:00Z', to: '2025-02-01T00:00:01Z' },
    { users: 3, readings: 40, from: '1970-01-01', to: '2100-01-01' },
    { users: 2, readings: 2, from: '2023-01-01T00:00:00Z', to: '2023-01-01T00:00:01Z' },
    // Every second there is.
    { users: 2, readings: 7200, from: '2023-01-01T00:30:00Z', to: '2023-01-01T01:30:00Z' },
    { users: 1, readings: 3599, from: '2023-01-01T00:30:00Z', to: '2023-01-01T01:30:00Z', capacity: 10 },
    { users: 4, readings: 20, from: '2023-01-01', to: '2023-02-01', firstId: 5_000_000_000 },
  ];
  for (const options of odd) {
    test(`gives exactly what is asked: ${JSON.stringify(options)}`, async () =>
      check(await generate(options), options));
  }

  test('gives exactly what is asked, whatever is asked', async () => {
    const second = fc.integer({ min: 0, max: 4_102_444_800 - 1 });
    const shape = fc
      .record({
        users: fc.integer({ min: 1, max: 30 }),
        seed: fc.maxSafeNat(),
        from: second,
        length: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 90 * 86_400 })),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        capacity: fc.option(fc.integer({ min: 1, max: 3000 }), { nil: 500_000 }),
      })
      .map(({ users, seed, from, length, share, capacity }) => {
        const end = Math.min(from + length, 4_102_444_800);
        const readings = Math.floor(share * Math.min(3000, users * (end - from)));
        const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
        return { users, seed, readings, capacity, from: iso(from), to: iso(end) };
      });
    await fc.assert(
      fc.asyncProperty(shape, async (options) => check(await generate(options), options)),
      { numRuns: 150 },
    );
  });

  test('stops when its consumer does', async () => {
    const stream = generateReadings({ ...PRESETS['60m'] });
    for await (const block of stream) {
      assert.ok(block.length > 0);
      break;
    }
    assert.deepEqual(await stream.next(), { value: undefined, done: true });
  });

  test('leaves the event loop free while it works', async (context) => {
    const turns = countTurns(context);
    await blocksOf(MONTHS);
    assert.ok(turns.count >= MONTHS.users, `${turns.count} turns of the loop`);
  });
});

describe('generated readings look like people', () => {
  const rows = generate({ users: 40, readings: 400_000, seed: 42, from: '2023-01-01', to: '2023-03-03' });

  test('the heart beats slower at night than by day', async () => {
    const at = async (from: number, to: number) =>
      mean(
        (await rows)
          .filter(({ timestamp }) => {
            const hour = new Date(timestamp).getUTCHours();
            return hour >= from && hour < to;
          })
          .map(({ heartRate }) => heartRate),
      );
    assert.ok((await at(1, 5)) + 8 < (await at(9, 16)));
  });

  test('averages of people differ and lie where those of people do', async () => {
    const byUser = Map.groupBy(await rows, ({ userId }) => userId);
    const averages = [...byUser.values()].map((own) => mean(own.map(({ heartRate }) => heartRate)));
    assert.ok(Math.min(...averages) > 52 && Math.min(...averages) < 66, `${Math.min(...averages)}`);
    assert.ok(Math.max(...averages) > 78 && Math.max(...averages) < 95, `${Math.max(...averages)}`);
  });

  test('most readings come about every 10 minutes, others closer, and there are breaks of hours and of days', async () => {
    const gaps = [...Map.groupBy(await rows, ({ userId }) => userId).values()].flatMap((own) =>
      own.slice(1).map(({ timestamp }, at) => (timestamp - own[at]!.timestamp) / 1000),
    );
    const share = (from: number, to: number) => gaps.filter((gap) => gap >= from && gap < to).length / gaps.length;
    assert.ok(share(480, 720) > 0.6, `regular: ${share(480, 720)}`);
    assert.ok(share(0, 300) > 0.08, `unplanned: ${share(0, 300)}`);
    assert.ok(gaps.some((gap) => gap > 86_400));
    assert.ok(gaps.filter((gap) => gap > 3600).length > 40);
  });

  test('timestamps have no fixed phase', async () => {
    const seconds = new Set((await rows).slice(0, 20_000).map(({ timestamp }) => (timestamp / 1000) % 60));
    assert.equal(seconds.size, 60);
  });

  test('noise is correlated in time: neighbours are nearer than strangers', async () => {
    const own = (await rows).filter(({ userId }) => userId === 3);
    const difference = (lag: number) =>
      mean(own.slice(lag).map(({ heartRate }, at) => Math.abs(heartRate - own[at]!.heartRate)));
    assert.ok(difference(1) * 1.5 < difference(60));
  });

  test('exercise raises the rate of those who train', async () => {
    const high = Map.groupBy(
      (await rows).filter(({ heartRate }) => heartRate > 115),
      ({ userId }) => userId,
    );
    assert.ok(high.size > 20);
  });
});

describe('generateReadings refuses', () => {
  const bad: [field: string, options: object][] = [
    ['users', { users: 0 }],
    ['users', { users: 10_000_001 }],
    ['users', { users: 1.5 }],
    ['users', { users: Number.NaN }],
    ['readings', { readings: -1 }],
    ['readings', { readings: 0.5 }],
    ['readings', { readings: 3601, from: '2023-01-01T00:00:00Z', to: '2023-01-01T01:00:00Z' }],
    ['seed', { seed: -1 }],
    ['seed', { seed: 'x' }],
    ['firstId', { firstId: 0 }],
    ['firstId', { firstId: Number.MAX_SAFE_INTEGER, users: 2 }],
    ['from', { from: '2024-01-01', to: '2023-01-01' }],
    ['from', { from: '2023-01-01', to: '2023-01-01' }],
    ['from', { from: 'soon' }],
    ['to', { to: '2101-01-01' }],
    ['capacity', { capacity: 0 }],
    ['capacity', { capacity: 500_001 }],
  ];
  for (const [field, options] of bad) {
    test(`${field}: ${JSON.stringify(options)}`, () => {
      assert.throws(
        () => generateReadings({ users: 1, readings: 1, ...options }),
        (error) => error instanceof PulsebaseError && error.code === 'INVALID_ARGUMENT' && error.field === field,
      );
    });
  }
});
