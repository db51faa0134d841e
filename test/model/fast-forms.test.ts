import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseHeartRate } from '../../src/model/heart-rate.ts';
import { parseInstant, parseWrittenInstant } from '../../src/model/instant.ts';
import { parseUserId } from '../../src/model/user-id.ts';

// Common forms are read by faster code. Each value is given once in the common form and once in one that means the
// same and that only the general code reads.

/** Mostly right, sometimes spoiled in one place. */
function spoiled(text: fc.Arbitrary<string>, letters: string): fc.Arbitrary<string> {
  const change = fc.option(fc.tuple(fc.nat(), fc.constantFrom(...letters)), { freq: 2 });
  return fc.tuple(text, change).map(([whole, spoil]) => {
    if (spoil === null) return whole;
    const at = spoil[0] % (whole.length + 1);
    return whole.slice(0, at) + spoil[1] + whole.slice(at + 1);
  });
}

test('instants', () => {
  const number = (max: number, length: number) =>
    fc.integer({ min: 0, max }).map((value) => String(value).padStart(length, '0'));
  const text = fc
    .tuple(number(9999, 4), number(13, 2), number(32, 2), number(24, 2), number(60, 2), number(60, 2))
    .chain(([year, month, day, hour, minute, second]) =>
      fc
        .tuple(fc.constantFrom('', '.000', '.999', '.120', '.007', '.12'), fc.constantFrom('', 'Z'))
        .map(([fraction, zone]) => `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${zone}`),
    );
  fc.assert(
    fc.property(spoiled(text, '0129:-.TZ+ x٣'), (written) => {
      const general = written.replace('T', 't');
      assert.deepEqual(parseWrittenInstant(written), parseWrittenInstant(general));
      assert.equal(parseInstant(written), parseInstant(general));
    }),
    { numRuns: 5000 },
  );
});

test('instants are those of the platform', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true }), (date) => {
      assert.equal(parseInstant(date.toISOString()), date.getTime());
      const seconds = date.toISOString().slice(0, 19);
      assert.deepEqual(parseWrittenInstant(seconds), { local: Date.parse(`${seconds}Z`), offset: undefined });
      assert.deepEqual(parseWrittenInstant(`${seconds}Z`), { local: Date.parse(`${seconds}Z`), offset: 0 });
    }),
  );
});

test('heart rates', () => {
  const text = fc.integer({ min: 0, max: 2 ** 31 }).map((milli) => String(milli / 1000));
  fc.assert(
    fc.property(spoiled(text, '0159..-+eE x٣'), (written) => {
      fc.pre(/^\d/.test(written));
      assert.equal(parseHeartRate(written), parseHeartRate(`0000000000${written}`));
    }),
    { numRuns: 5000 },
  );
  for (const none of ['', '.', ' ', '-', '1.2.3', '٣']) assert.equal(parseHeartRate(none), undefined);
  assert.equal(parseHeartRate('.5'), 500);
  assert.equal(parseHeartRate('5.'), 5000);
  assert.equal(parseHeartRate('72.0005'), 72_000);
});

test('user ids', () => {
  const text = fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.maxSafeNat()).map(String);
  fc.assert(
    fc.property(spoiled(text, '0159.-+e x٣'), (written) => {
      fc.pre(/^\d/.test(written));
      assert.equal(parseUserId(written), parseUserId(`${' '.repeat(16)}${written}`));
    }),
    { numRuns: 5000 },
  );
  for (const none of [
    '',
    ' ',
    '0',
    '007',
    '0000000000000007',
    '-1',
    '+1',
    '1.0',
    '1e3',
    '0x10',
    '1 2',
    '9007199254740992',
  ]) {
    assert.equal(parseUserId(none), undefined);
  }
  assert.equal(parseUserId('9007199254740991'), Number.MAX_SAFE_INTEGER);
});
