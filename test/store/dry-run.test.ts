import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DryRun } from '../../src/store/dry-run.ts';

test('a dry run says how many rows it could not compare with all of its own', () => {
  const run = new DryRun(4);
  for (const instant of [0, 10, 5, 6, 7, 8]) run.write(1, instant, 60_000);
  assert.match(run.warning() ?? '', /^\d rows? (was|were) compared with the store alone, .* may be wrong by as many$/);
  assert.equal(new DryRun().warning(), undefined);
});

test('a dry run makes each user once', () => {
  const run = new DryRun();
  assert.deepEqual([run.make([1, 'P-1']), run.make(['P-1', 2]), run.make([])], [2, 1, 0]);
});
