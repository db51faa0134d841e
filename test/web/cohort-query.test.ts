import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cohortQueryOf, instantOf } from '../../web/src/pages/cohort/cohort-query.ts';

test('the ends of a window are read as the service reads them', () => {
  const midnight = Date.UTC(2023, 0, 1);
  for (const text of ['2023-01-01', '2023-01-01T00:00', '2023-01-01T00:00:00Z', '2023-01-01T01:00:00+01:00']) {
    assert.equal(instantOf(text), midnight, text);
  }
});

test('an address asks for a cohort, or for nothing', () => {
  const cohortQuery = cohortQueryOf(
    new URLSearchParams('minHeartRate=60&from=2023-01-01T00:00:00Z&to=2024-01-01&minReadings=5'),
  );
  assert.deepEqual(cohortQuery, {
    minHeartRate: '60',
    from: '2023-01-01T00:00:00Z',
    to: '2024-01-01',
    minAge: '',
    gender: '',
    minReadings: '5',
  });
  for (const query of [
    '',
    'minHeartRate=60',
    'minHeartRate=60&from=soon&to=2024-01-01',
    'from=2023-01-01&to=2024-01-01',
  ]) {
    assert.equal(cohortQueryOf(new URLSearchParams(query)), undefined, query);
  }
});
