import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zoneLimitsOf } from '../../web/src/pages/person/zone-limits.ts';

test('limits between zones are typed with commas or spaces, up to four of them', () => {
  assert.deepEqual(zoneLimitsOf('60, 100,140'), [60, 100, 140]);
  assert.deepEqual(zoneLimitsOf(' 55.5 '), [55.5]);
  assert.deepEqual(zoneLimitsOf('1 2;3\t4'), [1, 2, 3, 4]);
});

test('what is not above the one before, or no number, or too much, is no limit', () => {
  for (const typed of ['', ' , ', '100, 60', '60, 60', '0', '-1', 'fast', '60, Infinity', '1 2 3 4 5']) {
    assert.equal(zoneLimitsOf(typed), undefined, typed);
  }
});
