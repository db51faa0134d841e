import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseUserId, requireUserId } from '../../src/model/user-id.ts';

test('ids are integers from 1 to 2^53 - 1, or their digits', () => {
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeNat(), fc.integer({ min: 1, max: 99 }), fc.constant(2 ** 53 - 1)), (id) => {
      const expected = id === 0 ? undefined : id;
      assert.equal(parseUserId(id), expected);
      assert.equal(parseUserId(String(id)), expected);
      assert.equal(parseUserId(` ${id} `), expected);
      // May be another's id: where ids are text, they differ.
      assert.equal(parseUserId(`0${id}`), undefined);
      assert.equal(parseUserId(` 00${id} `), undefined);
    }),
  );
});

test('anything else is none', () => {
  const texts = [
    '',
    ' ',
    '0',
    '-1',
    '+1',
    '01',
    '007',
    '0000000000000000007',
    '1.0',
    '1e3',
    '0x10',
    '1 2',
    '1_0',
    '9007199254740992',
    '99999999999999999999',
    '١',
  ];
  for (const value of [
    ...texts,
    0,
    -0,
    -1,
    0.5,
    2 ** 53,
    1e300,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1n,
    true,
    null,
  ]) {
    assert.equal(parseUserId(value), undefined, String(value));
    assert.throws(() => requireUserId(value, 'x'), { code: 'INVALID_ARGUMENT', field: 'x' });
  }
});
