import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseHeartRate } from '../../src/model/heart-rate.ts';
import { exactHeartRate } from '../reference/exact-heart-rate.ts';

test('decimals are kept to a thousandth, rounded half to even', () => {
  for (const [value, expected] of [
    [60, 60_000],
    [60.001, 60_001],
    ['60.0005', 60_000],
    ['60.0015', 60_002],
    ['60.00150000000000000000000000001', 60_002],
    ['60.00050000000000000000000000001', 60_001],
    ['60.00049999999999999999999999999', 60_000],
    [60.0005, 60_000],
    [60.0015, 60_002],
    ['0.0005', 0],
    ['0.0015', 2],
    ['.5', 500],
    ['72.', 72_000],
    [' 72.5 ', 72_500],
    ['+72.5', 72_500],
    ['-0.0004', 0],
    ['-1', -1000],
    ['6e1', 60_000],
    ['6.00005E+1', 60_000],
    ['600015e-4', 60_002],
    ['1e-7', 0],
    [1e-7, 0],
    ['0000060', 60_000],
    ['999999.999', 999_999_999],
  ] as const) {
    assert.equal(parseHeartRate(value), expected, JSON.stringify(value));
  }
});

test('what is not a decimal is refused', () => {
  const texts = [
    '',
    ' ',
    '.',
    'e1',
    '60bpm',
    '6 0',
    '60,5',
    '0x3c',
    'NaN',
    'Infinity',
    '1_000',
    '1e',
    '--1',
    '6e1.5',
    '٦٠',
  ];
  for (const value of [...texts, Number.NaN, Number.POSITIVE_INFINITY, null, undefined, true, 60n, [60], {}]) {
    assert.equal(parseHeartRate(value), undefined, String(value));
  }
});

const digits = fc.stringMatching(/^\d{0,12}$/);

test('every decimal text rounds as whole numbers say', () => {
  const decimal = fc
    .tuple(
      fc.constantFrom('', '+', '-'),
      fc.stringMatching(/^\d{1,9}$/),
      fc.option(
        fc.oneof(
          digits,
          digits.map((tail) => `${tail}5`),
          digits.map((tail) => `001${tail}`),
        ),
      ),
      fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), fc.integer({ min: 0, max: 4 }))),
    )
    .map(
      ([sign, whole, fraction, exponent]) =>
        `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : exponent.join('')}`,
    );
  fc.assert(
    fc.property(decimal, (text) => {
      const exact = exactHeartRate(text);
      if (exact > -(2n ** 53n) && exact < 2n ** 53n) assert.equal(parseHeartRate(text), Number(exact));
    }),
    { numRuns: 3000 },
  );
});

test('a number counts as its shortest decimal form', () => {
  const number = fc.oneof(
    fc.double({ min: 0, max: 400, noNaN: true }),
    fc.integer({ min: 0, max: 4_000_000 }).map((tenths) => tenths / 10_000),
    fc.integer({ min: 0, max: 400_000 }).map((thousandths) => thousandths / 1000),
    fc.integer({ min: 0, max: 400_000 }).map((thousandths) => (thousandths * 10 + 5) / 10_000),
  );
  fc.assert(
    fc.property(number, (value) => {
      assert.equal(parseHeartRate(value), Number(exactHeartRate(value)));
      assert.equal(parseHeartRate(String(value)), parseHeartRate(value));
    }),
    { numRuns: 3000 },
  );
});
