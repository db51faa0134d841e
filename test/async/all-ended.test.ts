import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as immediate } from 'node:timers/promises';
import { allEnded } from '../../src/async/all-ended.ts';

test('the first failure is told when nothing goes on any more', async () => {
  const slow = Promise.withResolvers<void>();
  let isSlowOver = false;
  const failed = assert.rejects(
    allEnded([
      slow.promise.then(() => {
        isSlowOver = true;
      }),
      Promise.reject(new Error('first')),
      Promise.reject(new Error('second')),
    ]).finally(() => assert.ok(isSlowOver)),
    /first/,
  );
  // By now whoever does not wait has heard of the failure.
  await immediate();
  slow.resolve();
  await failed;
  await allEnded([]);
});
