import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { CONTENDER_NAMES } from '../../bench/contenders/registry.ts';
import { readResults } from '../../bench/report/read-results.ts';

test('committed results, also old ones, name contenders and queries as they are named today', () => {
  const results = readResults(join(import.meta.dirname, '../../bench/results'));
  assert.deepEqual(
    results.map(({ plan }) => plan.name),
    ['2.5m', '25m', '60m'],
  );
  for (const { contenders, cells } of results) {
    assert.ok(contenders.some(({ name }) => name === 'plainSchema'));
    assert.ok(contenders.every(({ name }) => CONTENDER_NAMES.includes(name)));
    assert.equal(cells.filter(({ cell }) => cell.shape === 'fixed').length, 2);
    assert.ok(
      cells.every(({ warm }) => Object.keys(warm).every((name) => CONTENDER_NAMES.some((known) => known === name))),
    );
  }
});
