import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { collapseDuplicates, type DistinctReadings } from '../../src/engine/collapse-duplicates.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';

type Row = readonly [userId: number, timestamp: number, heartRate: number];

const HOUR = 3_600_000;
const NOBODY: ReadonlySet<number> = new Set();
const BOTH = ['user', 'hour'] as const;

function blockOf(rows: readonly Row[]): ReadingBlock {
  const block = new ReadingBlock(rows.length);
  rows.forEach((row, at) => {
    block.push(at + 1, ...row);
  });
  return block;
}

function keysOf({ length, userIds, timestamps, first, last }: DistinctReadings): number[][] {
  assert.deepEqual([userIds.length, timestamps.length, first.length, last.length], Array(4).fill(length));
  return Array.from({ length }, (_, at) => [userIds[at]!, timestamps[at]!, first[at]!, last[at]!]);
}

/** The rows written one after the other into a map: what collapsing must be the same as. */
function reference(rows: readonly Row[], without: ReadonlySet<number>) {
  const keys = new Map<string, { key: number[]; first: number; last: number }>();
  let updated = 0;
  let unchanged = 0;
  for (const [userId, timestamp, value] of rows) {
    if (without.has(userId)) continue;
    const held = keys.get(`${userId}/${timestamp}`);
    if (held === undefined) keys.set(`${userId}/${timestamp}`, { key: [userId, timestamp], first: value, last: value });
    else {
      if (held.last === value) unchanged += 1;
      else updated += 1;
      held.last = value;
    }
  }
  return { keys: [...keys.values()].map(({ key, first, last }) => [...key, first, last]), updated, unchanged };
}

function byUser(a: readonly number[], b: readonly number[]): number {
  return a[0]! - b[0]! || a[1]! - b[1]!;
}

function byHour(a: readonly number[], b: readonly number[]): number {
  return Math.floor(a[1]! / HOUR) - Math.floor(b[1]! / HOUR) || byUser(a, b);
}

const userId = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }));
const timestamp = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 4_102_444_799_999 }));
const row = fc.tuple(userId, timestamp, fc.integer({ min: 60_000, max: 60_002 }));

describe('collapseDuplicates', () => {
  test('is the same as writing the rows one after the other', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), fc.uniqueArray(userId, { maxLength: 2 }), (rows, unknown) => {
        const without = new Set(unknown);
        const collapsed = collapseDuplicates(blockOf(rows), without, BOTH);
        const expected = reference(rows, without);
        assert.deepEqual(keysOf(collapsed), expected.keys.sort(collapsed.order === 'user' ? byUser : byHour));
        assert.deepEqual([collapsed.updated, collapsed.unchanged], [expected.updated, expected.unchanged]);
      }),
      { numRuns: 1000 },
    );
  });

  test('keeps the first and the last value of a key and counts the rows between', () => {
    const rows: Row[] = [
      [7, 10, 60_000],
      [3, 10, 70_000],
      [7, 10, 61_000],
      [7, 10, 61_000],
      [7, 10, 60_000],
    ];
    const collapsed = collapseDuplicates(blockOf(rows), NOBODY, BOTH);
    assert.deepEqual(keysOf(collapsed), [
      [3, 10, 70_000, 70_000],
      [7, 10, 60_000, 60_000],
    ]);
    assert.deepEqual([collapsed.updated, collapsed.unchanged], [2, 1]);
  });

  test('leaves a block alone that is in order by user, or by hour and user', () => {
    const inUserOrder: Row[] = [
      [1, 5, 60_000],
      [1, HOUR, 60_000],
      [2, 0, 60_000],
    ];
    const inHourOrder: Row[] = [
      [1, 5, 60_000],
      [2, 0, 60_000],
      [1, HOUR, 60_000],
    ];
    for (const [order, rows] of [
      ['user', inUserOrder],
      ['hour', inHourOrder],
    ] as const) {
      const block = blockOf(rows);
      const collapsed = collapseDuplicates(block, NOBODY, BOTH);
      assert.equal(collapsed.order, order);
      assert.equal(collapsed.last.buffer, block.heartRates.buffer);
      assert.deepEqual(
        keysOf(collapsed),
        rows.map(([user, time, value]) => [user, time, value, value]),
      );
    }
  });

  test('a key that repeats at once is not an order', () => {
    const collapsed = collapseDuplicates(
      blockOf([
        [1, 5, 60_000],
        [1, 5, 61_000],
      ]),
      NOBODY,
      BOTH,
    );
    assert.deepEqual(keysOf(collapsed), [[1, 5, 60_000, 61_000]]);
    assert.equal(collapsed.updated, 1);
  });

  test('takes only the rows up to the length of the block', () => {
    const block = blockOf([
      [1, 5, 60_000],
      [1, 4, 61_000],
    ]);
    block.length = 1;
    assert.deepEqual(keysOf(collapseDuplicates(block, NOBODY, BOTH)), [[1, 5, 60_000, 60_000]]);
    block.length = 0;
    assert.deepEqual(keysOf(collapseDuplicates(block, NOBODY, BOTH)), []);
  });

  test('sorts a large block', () => {
    const rows = Array.from({ length: 200_000 }, (_, at): Row => {
      const scrambled = (at * 7_919) % 200_000;
      return [1 + (scrambled % 1_000), 1_700_000_000_000 + scrambled * 60_000, 60_000];
    });
    const collapsed = collapseDuplicates(blockOf([...rows, ...rows]), NOBODY, BOTH);
    assert.equal(collapsed.length, rows.length);
    assert.equal(collapsed.unchanged, rows.length);
    assert.deepEqual(keysOf(collapsed), rows.map(([user, time, value]) => [user, time, value, value]).sort(byUser));
  });
});
