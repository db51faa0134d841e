import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitByUser } from '../../../../src/engines/postgres/writes/split-by-user.ts';
import { ReadingBlock } from '../../../../src/model/reading-block.ts';

test('a split block has all rows, those of a user together and in order, in parts of about the same length', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(1000)), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 4 }), (given, parts) => {
      const block = new ReadingBlock(given.length);
      given.forEach(([userId, timestamp], at) => {
        block.push(at + 1, userId, timestamp, timestamp % 7);
      });
      const split = splitByUser(block, parts);
      const found = split.flatMap(({ length, userIds, timestamps, heartRates, rows: numbers }, part) =>
        Array.from(
          { length },
          (_, at) => [numbers[at]!, userIds[at]!, timestamps[at]!, heartRates[at]!, part] as const,
        ),
      );
      assert.deepEqual(
        found
          .map(([row, userId, timestamp, heartRate]) => [row, userId, timestamp, heartRate])
          .sort((a, b) => a[0]! - b[0]!),
        given.map(([userId, timestamp], at) => [at + 1, userId, timestamp, timestamp % 7]),
      );
      const partOf = new Map(found.map(([, userId, , , part]) => [userId, part]));
      assert.ok(found.every(([, userId, , , part]) => partOf.get(userId) === part));
      for (const { rows: numbers, length } of split) {
        assert.ok(length > 0);
        assert.deepEqual(
          [...numbers.subarray(0, length)],
          [...numbers.subarray(0, length)].sort((a, b) => a - b),
        );
      }
      assert.ok(split.length <= parts);
      const largest = Math.max(...[...partOf.keys()].map((user) => given.filter(([id]) => id === user).length));
      assert.ok(split.every(({ length }) => length <= given.length / parts + largest));
    }),
  );
});
