import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decimal, genders, integer, oneOf, userId, userIds } from '../../src/cli/option-values.ts';

const refused = { name: 'PulsebaseError', code: 'INVALID_ARGUMENT' };

describe('option values', () => {
  test('integers are plain digits within their bounds', () => {
    const limit = integer('--limit', { min: 1, max: 10 });
    assert.deepEqual(['1', '10', '+3', '007'].map(limit), [1, 10, 3, 7]);
    for (const text of [
      '',
      ' ',
      '0',
      '-1',
      '11',
      '1.0',
      '1e1',
      '0x3',
      'three',
      '9007199254740993',
      'NaN',
      'Infinity',
    ]) {
      assert.throws(() => limit(text), refused, text);
    }
    assert.throws(() => limit('-1'), { message: '--limit must be an integer from 1 to 10, not "-1"' });
  });

  test('decimals are plain decimals', () => {
    assert.deepEqual(['60', '60.5', '-1', '.5', '5.'].map(decimal('--min-heart-rate')), [60, 60.5, -1, 0.5, 5]);
    for (const text of ['', 'abc', '1e3', '0x10', '1,5', '.', 'NaN', 'Infinity']) {
      assert.throws(() => decimal('--min-heart-rate')(text), refused, text);
    }
  });

  test('ids gather over commas and repetitions', () => {
    const parse = userIds('--user-id');
    assert.deepEqual(parse('7,8', parse('2022484408')), [2022484408, 7, 8]);
    for (const text of ['', '7,', '0', '-7', '+7', '007', '7,08', '7.0', '7e0', 'x', '9007199254740992']) {
      assert.throws(() => parse(text), refused, text);
    }
    assert.equal(userId('ID')('9007199254740991'), Number.MAX_SAFE_INTEGER);
  });

  test('genders gather, and nothing is not a gender', () => {
    const parse = genders('--gender');
    assert.deepEqual(parse('other', parse('male,Female')), ['male', 'female', 'other']);
    for (const text of ['', 'male,', 'robot']) assert.throws(() => parse(text), refused, text);
  });

  test('words are one of a few', () => {
    assert.equal(oneOf('--resolution', ['hour', 'day'])('day'), 'day');
    assert.throws(() => oneOf('--resolution', ['hour', 'day'])('week'), {
      message: '--resolution must be one of hour, day, not "week"',
    });
  });
});
