import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bucketOf, bucketStart, LEVELS } from '../../src/window/bucket.ts';
import { startOf } from '../reference/civil-date.ts';

const ms = fc.integer({ min: 0, max: 4_102_444_799_999 });

test('a bucket starts where the calendar says', () => {
  fc.assert(
    fc.property(ms, fc.constantFrom(...LEVELS), (instant, level) => {
      assert.equal(bucketStart(level, bucketOf(level, instant)), startOf(level, instant));
    }),
    { numRuns: 2000 },
  );
});

test('the start of a bucket is in it, and the millisecond before in the previous one', () => {
  for (const level of LEVELS) {
    assert.equal(bucketOf(level, 0), 0);
    const last = bucketOf(level, 4_102_444_799_999);
    assert.equal(bucketStart(level, last + 1), 4_102_444_800_000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: last }), (bucket) => {
        assert.equal(bucketOf(level, bucketStart(level, bucket)), bucket);
        assert.equal(bucketOf(level, bucketStart(level, bucket) - 1), bucket - 1);
      }),
    );
  }
});
