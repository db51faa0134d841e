import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { equalStores, scaleSteps } from '../../bench/scale/scale-plan.ts';

describe('a store that grows by users', () => {
  const steps = scaleSteps('users', 600_000_000, 10_000, 1);

  test('stops at a tenth, a quarter, a half and the whole', () => {
    assert.deepEqual(
      steps.map(({ readings, users }) => [readings, users]),
      [
        [60_000_000, 1000],
        [150_000_000, 2500],
        [300_000_000, 5000],
        [600_000_000, 10_000],
      ],
    );
  });

  test('loads every user once, with the same readings each', () => {
    let next = 1;
    for (const { load, users } of steps) {
      assert.equal(load.firstId, next);
      assert.equal(load.readings / load.users, 60_000);
      next += load.users;
      assert.equal(next, users + 1);
    }
  });
});

describe('a store that grows by years', () => {
  const steps = scaleSteps('years', 600_000_000, 1000, 10);

  test('loads every year once, for all users', () => {
    assert.deepEqual(
      steps.map(({ load, years, readings }) => [load.from, load.to, load.users, years, readings]),
      [
        ['2023-01-01', '2024-01-01', 1000, 1, 60_000_000],
        ['2024-01-01', '2026-01-01', 1000, 3, 180_000_000],
        ['2026-01-01', '2028-01-01', 1000, 5, 300_000_000],
        ['2028-01-01', '2033-01-01', 1000, 10, 600_000_000],
      ],
    );
  });
});

test('stores of equal readings have ever more users', () => {
  const stores = equalStores(60_000_000, 10_000, 1);
  assert.deepEqual(
    stores.map(({ users }) => users),
    [1000, 3162, 10_000],
  );
  assert.ok(stores.every(({ readings }) => readings === 60_000_000));
});
