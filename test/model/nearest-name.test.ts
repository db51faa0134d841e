import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nearestName } from '../../src/model/nearest-name.ts';

const KNOWN = ['import', 'stats', 'serve', 'query', 'top'];

describe('nearestName', () => {
  for (const [given, meant] of [
    ['import', 'import'],
    ['imprt', 'import'],
    ['improt', 'import'],
    ['importt', 'import'],
    ['statz', 'stats'],
    ['tpo', 'top'],
    ['server', 'serve'],
    ['', undefined],
    ['to', undefined],
    ['nothing', undefined],
  ] as const) {
    test(`${given} → ${meant}`, () => assert.equal(nearestName(given, KNOWN), meant));
  }

  test('takes the one with the fewest edits, the first of several', () => {
    assert.equal(nearestName('MAX_QUERY', ['MAX_QUERIES', 'MAX_QUERYS', 'MAX_QUERYZ']), 'MAX_QUERYS');
  });

  test('case and separators do not count', () => {
    assert.equal(nearestName('AS_OF', ['from', 'asOf']), 'asOf');
  });

  test('goes no further than it is told', () => {
    assert.equal(nearestName('POOL_SICE', ['POOL_SIZE'], 1), 'POOL_SIZE');
    assert.equal(nearestName('POL_SICE', ['POOL_SIZE'], 1), undefined);
  });
});
