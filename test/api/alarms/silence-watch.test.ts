import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SilenceWatch } from '../../../src/api/alarms/silence-watch.ts';

test('a user is looked at when silent for each duration, also after the newest readings were deleted', () => {
  const watch = new SilenceWatch();
  watch.setDurations([10, 30]);
  watch.heard(1, 100);
  watch.heard(2, 500);
  // The one at 100 was deleted.
  watch.heard(1, 80);
  assert.deepEqual([...watch.due(90)], []);
  assert.deepEqual([...watch.due(91)], [{ userId: 1, newest: 80 }]);
  assert.deepEqual([...watch.due(110)], []);
  assert.deepEqual([...watch.due(111)], [{ userId: 1, newest: 80 }]);
  watch.heard(2, 600);
  watch.forget(1);
  assert.deepEqual([...watch.due(610)], []);
  assert.deepEqual([...watch.due(611)], [{ userId: 2, newest: 600 }]);
});

test('who was found silent before the clock was set back is looked at at once, and again when it is so', () => {
  const watch = new SilenceWatch();
  watch.setDurations([10, 30]);
  watch.heard(1, 100);
  watch.heard(2, 50);
  watch.heard(3, 500);
  const due = (now: number) => [...watch.due(now)].map(({ userId }) => userId);
  assert.deepEqual(due(120), [2, 1]);
  assert.deepEqual(due(105), [1]);
  assert.deepEqual(due(110), []);
  assert.deepEqual(due(111), [1]);
  assert.deepEqual(due(111), []);
  // Far ahead, and back again.
  assert.deepEqual(due(10_000), [1, 3]);
  assert.deepEqual(due(120), [1, 3]);
  assert.deepEqual(due(131), [1]);
  assert.deepEqual(due(511), [3]);
});
