import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkAnswer, checkAverages } from '../../bench/check-answers.ts';
import type { Call } from '../../bench/queries/cell-calls.ts';
import type { CohortAverage } from '../../bench/queries/query.ts';

const WINDOW = { from: 0, to: 1 };
const NEAR = 1e-10;

function users(minHeartRate: number, averages: readonly CohortAverage[]): Call {
  return { kind: 'queryUsers', query: { minAge: 24, minHeartRate, ...WINDOW }, averages };
}

function top(answer: readonly number[]): Call {
  return { kind: 'queryTop', query: { userId: 1, ...WINDOW }, answer };
}

describe('answers of queryUsers', () => {
  const call = users(70, [
    [3, 90],
    [1, 80],
    [2, 80],
    [4, 70],
    [5, 60],
  ]);

  test('the right answer is right, to the bit and nearly', () => {
    assert.equal(checkAnswer(call, [3, 1, 2], true), undefined);
    assert.equal(checkAnswer(call, [3, 1, 2], false), undefined);
  });

  test('equal averages may come in either order from a baseline, not from Pulsebase', () => {
    assert.equal(checkAnswer(call, [3, 2, 1], false), undefined);
    assert.match(checkAnswer(call, [3, 2, 1], true) ?? '', /value 2 is 2 instead of 1/);
  });

  test('a user on the threshold may be there or not in a baseline, not in Pulsebase', () => {
    assert.equal(checkAnswer(call, [3, 1, 2, 4], false), undefined);
    assert.match(checkAnswer(call, [3, 1, 2, 4], true) ?? '', /4 values instead of 3/);
  });

  const wrong: [string, number[], RegExp][] = [
    ['a missing user', [3, 1], /user 2 is missing/],
    ['a user below the threshold', [3, 1, 2, 5], /user 5 is not above/],
    ['a user who is not of the cohort', [9, 3, 1, 2], /user 9 is not above/],
    ['a wrong order', [1, 3, 2], /user 3 comes after/],
    ['a user twice', [3, 1, 1, 2], /twice/],
  ];
  for (const [name, answer, fault] of wrong) {
    test(`${name} is found`, () => {
      assert.match(checkAnswer(call, answer, false) ?? '', fault);
      assert.notEqual(checkAnswer(call, answer, true), undefined);
    });
  }
});

describe('answers of queryTop', () => {
  test('floats of a baseline may differ by less than 1e-9', () => {
    assert.equal(checkAnswer(top([90, 80]), [90 + NEAR, 80], false), undefined);
    assert.notEqual(checkAnswer(top([90, 80]), [90 + NEAR, 80], true), undefined);
    assert.notEqual(checkAnswer(top([90, 80]), [90 + 1e-6, 80], false), undefined);
  });

  test('too few and too many values are found', () => {
    assert.match(checkAnswer(top([90, 80]), [90], false) ?? '', /1 values instead of 2/);
    assert.match(checkAnswer(top([90]), [90, 80], false) ?? '', /2 values instead of 1/);
  });
});

describe('averages of a cohort', () => {
  const expected: CohortAverage[] = [
    [2, 80],
    [1, 80 - NEAR],
  ];

  test('are compared user by user', () => {
    const swapped: CohortAverage[] = [
      [1, 80],
      [2, 80 - NEAR],
    ];
    assert.equal(checkAverages(expected, swapped, false), undefined);
    assert.notEqual(checkAverages(expected, swapped, true), undefined);
    assert.equal(checkAverages(expected, expected, true), undefined);
  });

  test('of other users, or far off, are found', () => {
    assert.match(checkAverages(expected, expected.slice(1), false) ?? '', /users/);
    const off: CohortAverage[] = [
      [2, 80],
      [1, 79],
    ];
    assert.match(checkAverages(expected, off, false) ?? '', /79/);
  });
});
