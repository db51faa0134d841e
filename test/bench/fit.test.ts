import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fitLine, fitPower } from '../../bench/scale/fit.ts';

function near(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

describe('lines', () => {
  test('points on a line give that line', () => {
    const line = fitLine([1, 2, 5].map((x) => ({ x, y: 3 + 2 * x })));
    near(line?.intercept, 3);
    near(line?.slope, 2);
    near(line?.r2, 1);
  });

  test('what a line does not explain lowers R²', () => {
    // By hand: means 2 and 2, slope 1/2, intercept 1; of the variance 2 the line leaves 1.5.
    const line = fitLine([
      { x: 1, y: 1 },
      { x: 2, y: 3 },
      { x: 3, y: 2 },
    ]);
    near(line?.slope, 0.5);
    near(line?.intercept, 1);
    near(line?.r2, 0.25);
  });

  test('points above each other have no line', () => {
    assert.equal(fitLine([{ x: 1, y: 1 }]), undefined);
    assert.equal(
      fitLine([
        { x: 1, y: 1 },
        { x: 1, y: 2 },
      ]),
      undefined,
    );
  });
});

describe('power laws', () => {
  test('the exponent says how cost grows', () => {
    const law = fitPower([1e6, 1e7, 1e8].map((x) => ({ x, y: 0.5 * x ** 0.75 })));
    near(law?.exponent, 0.75);
    near(law?.factor, 0.5);
    near(law?.r2, 1);
  });

  test('a flat cost has exponent 0', () => {
    near(fitPower([10, 100].map((x) => ({ x, y: 4 })))?.exponent, 0);
  });
});
