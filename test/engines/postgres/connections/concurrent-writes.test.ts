import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concurrentWrites } from '../../../../src/engines/postgres/connections/concurrent-writes.ts';

test('writes take a share of the pool, at least one connection and four at most', () => {
  assert.deepEqual([1, 2, 4, 7, 8, 12, 15, 16, 50, 1000].map(concurrentWrites), [1, 1, 1, 1, 2, 3, 3, 4, 4, 4]);
});
