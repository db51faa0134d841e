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
