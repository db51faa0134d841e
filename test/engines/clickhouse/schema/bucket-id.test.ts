import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  bucketIdOf,
  bucketOfId,
  firstBucketId,
  levelOfId,
  partitionOf,
} from '../../../../src/engines/clickhouse/schema/bucket-id.ts';
import { bucketOf, bucketStart, LEVELS } from '../../../../src/window/bucket.ts';

const LAST_MS = Date.UTC(2099, 11, 31, 23, 59, 59, 999);
const instant = fc.oneof(
  fc.integer({ min: 0, max: LAST_MS }),
  fc.constantFrom(0, LAST_MS, Date.UTC(2024, 1, 29, 23), Date.UTC(2024, 2, 1), Date.UTC(1999, 11, 31, 23, 59)),
);
const level = fc.constantFrom(...LEVELS);

describe('slots', () => {
  test('a slot names one bucket of one level', () => {
    fc.assert(
      fc.property(level, instant, (at, ms) => {
        const bucket = bucketOf(at, ms);
        const slot = bucketIdOf(at, bucket);
        assert.ok(slot >= 0 && slot < 2 ** 32 && Number.isInteger(slot));
        assert.deepEqual([levelOfId(slot), bucketOfId(at, slot)], [at, bucket]);
      }),
    );
  });

  test('within a level they are in order of time', () => {
    fc.assert(
      fc.property(level, instant, instant, (at, a, b) => {
        const [x, y] = [bucketOf(at, a), bucketOf(at, b)];
        assert.equal(Math.sign(bucketIdOf(at, x) - bucketIdOf(at, y)), Math.sign(x - y));
      }),
    );
  });

  test('a partition holds the hours or the days of one month, or the months of one year', () => {
    fc.assert(
      fc.property(level, instant, instant, (at, a, b) => {
        const unit = (ms: number) => (at === 'month' ? new Date(ms).getUTCFullYear() : bucketOf('month', ms));
        const partitions = [a, b].map((ms) => partitionOf(bucketIdOf(at, bucketOf(at, ms))));
        assert.equal(partitions[0] === partitions[1], unit(a) === unit(b));
      }),
    );
  });

  test('the first slot of a month is that of its first hour and day', () => {
    for (const month of [0, 1, 649, 650, 1559]) {
      const start = bucketStart('month', month);
      for (const at of ['hour', 'day'] as const)
        assert.equal(firstBucketId(at, month), bucketIdOf(at, bucketOf(at, start)));
    }
  });
});
