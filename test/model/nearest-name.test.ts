import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestName } from '../../src/model/nearest-name.ts';

test('the name that was probably meant is found, and none where nothing comes near', () => {
  const known = ['from', 'to', 'minAge', 'gender', 'minHeartRate', 'asOf', 'details', 'birthDate'];
  for (const [name, meant] of [
    ['genders', 'gender'],
    ['Gender', 'gender'],
    ['form', 'from'],
    ['min_age', 'minAge'],
    ['birth_date', 'birthDate'],
    ['minHeartrate', 'minHeartRate'],
    ['detail', 'details'],
    ['born', undefined],
    ['signal', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ] as const) {
    assert.equal(nearestName(name, known), meant, name.slice(0, 20));
  }
});
