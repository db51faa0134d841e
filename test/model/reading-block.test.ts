import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadingBlock } from '../../src/model/reading-block.ts';

test('rows are parsed into columns, and others are rejected with the first thing that is wrong', () => {
  const block = new ReadingBlock(9);
  block.add(1, '7', '2023-01-31T10:00:00.1239Z', '60.0015');
  block.add(2, 2 ** 53 - 1, new Date(0), 72.5);
  block.add(3, 8, 1234.9, 60);
  block.add(4, 'x', 'x', 'x');
  block.add(5, 1, 'x', 'x');
  block.add(6, 1, '2100-01-01', 'x');
  block.add(7, 1, '2023-01-31', 'x');
  assert.equal(block.isFull, false);
  block.add(8, 1, Number.NaN, 60);
  block.add(9, 1, -0.5, 60);
  assert.equal(block.isFull, true);
  assert.deepEqual([block.length, block.seen], [3, 9]);
  assert.deepEqual([...block.userIds.subarray(0, 3)], [7, 2 ** 53 - 1, 8]);
  assert.deepEqual([...block.timestamps.subarray(0, 3)], [Date.parse('2023-01-31T10:00:00.123Z'), 0, 1234]);
  assert.deepEqual([...block.heartRates.subarray(0, 3)], [60_002, 72_500, 60_000]);
  assert.deepEqual([...block.rows.subarray(0, 3)], [1, 2, 3]);
  assert.deepEqual(
    block.rejected.map(({ row, reason }) => [row, reason]),
    [
      [4, 'invalid_user_id'],
      [5, 'invalid_timestamp'],
      [6, 'timestamp_out_of_range'],
      [7, 'invalid_heart_rate'],
      [8, 'invalid_timestamp'],
      [9, 'timestamp_out_of_range'],
    ],
  );
});

test('messages say what the value was, or that it is missing', () => {
  const block = new ReadingBlock(3);
  block.add(1, undefined, '', '');
  block.add(2, 1, '', '');
  block.add(3, 1, '2023-01-01', 'fast\n');
  assert.deepEqual(
    block.rejected.map(({ message }) => message),
    ['user id is missing', 'timestamp is missing', 'heart rate "fast\\n" is not a number of beats per minute'],
  );
});

test('what has little room at first takes as many rows as any other', () => {
  for (const capacity of [1, 3, 4, 100]) {
    const block = new ReadingBlock(capacity, true, 3);
    for (let row = 1; row <= capacity; row += 1) block.push(row, 10 * row, 100 * row, 1000 * row, `row ${row}`);
    assert.equal(block.isFull, true);
    const numbers = Array.from({ length: capacity }, (_, at) => at + 1);
    const { rows, userIds, timestamps, heartRates, texts } = block;
    assert.deepEqual([...rows], numbers);
    assert.deepEqual(
      [...userIds],
      numbers.map((row) => 10 * row),
    );
    assert.deepEqual(
      [...timestamps],
      numbers.map((row) => 100 * row),
    );
    assert.deepEqual(
      [...heartRates],
      numbers.map((row) => 1000 * row),
    );
    assert.equal(texts?.[capacity - 1], `row ${capacity}`);
  }
});
