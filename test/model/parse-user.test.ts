import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseGender, parseUser } from '../../src/model/parse-user.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { GENDERS } from '../../src/model/user.ts';

test('cells of a file and fields of an object give the same user', () => {
  const user = { id: 7, externalId: null, name: 'Ada', gender: 'female', age: 36, birthDate: '1990-05-31' };
  assert.deepEqual(parseUser(user), user);
  const cells = { id: ' 7 ', name: 'Ada', gender: ' Female ', age: ' 36 ', birthDate: ' 1990-05-31 ' };
  assert.deepEqual(parseUser(cells), user);
});

test('what is left out is unknown', () => {
  const nobody = { id: 7, externalId: null, name: '', gender: 'unknown', age: null, birthDate: null };
  assert.deepEqual(parseUser({ id: 7 }), nobody);
  assert.deepEqual(parseUser({ id: '7', name: '', gender: '', age: ' ', birthDate: '' }), nobody);
  assert.deepEqual(
    parseUser({ id: 7, externalId: null, name: null, gender: null, age: null, birthDate: null }),
    nobody,
  );
});

test('the edges of what is allowed', () => {
  assert.equal(parseUser({ id: Number.MAX_SAFE_INTEGER }).id, 2 ** 53 - 1);
  assert.equal(parseUser({ id: '9007199254740991' }).id, 2 ** 53 - 1);
  assert.equal(parseUser({ id: 1, age: 0 }).age, 0);
  assert.equal(parseUser({ id: 1, age: 150 }).age, 150);
  assert.equal(parseUser({ id: 1, birthDate: '2000-02-29' }).birthDate, '2000-02-29');
  assert.equal(parseUser({ id: 1, birthDate: '1800-01-01' }).birthDate, '1800-01-01');
  assert.equal(parseUser({ id: 1, name: 'x'.repeat(1000) }).name.length, 1000);
  assert.equal(parseUser({ id: 1, name: 'a\ud800b' }).name, 'a\ufffdb');
  assert.equal(parseUser({ id: 1, name: ' Zoë 😀 ' }).name, ' Zoë 😀 ');
});

test('a field that is not allowed is named', () => {
  for (const [field, value] of [
    ['id', 0],
    ['id', undefined],
    ['id', '9007199254740992'],
    ['id', '1e3'],
    ['id', '1.0'],
    ['name', 'a\0b'],
    ['name', 'x'.repeat(1001)],
    ['name', 5],
    ['gender', 'm'],
    ['gender', 0],
    ['age', -1],
    ['age', 151],
    ['age', '-1'],
    ['age', '25.5'],
    ['age', '1e1'],
    ['age', true],
    ['birthDate', '1900-02-29'],
    ['birthDate', '1990-5-31'],
    ['birthDate', '1990-05-31T00:00:00Z'],
    ['birthDate', '1799-12-31'],
    ['birthDate', '2101-01-01'],
    ['birthDate', new Date(0)],
  ] as const) {
    assert.throws(
      () => parseUser({ id: 1, [field]: value }),
      (error) => error instanceof PulsebaseError && error.code === 'INVALID_ARGUMENT' && error.field === field,
      `${field} ${String(value)}`,
    );
  }
});

test('genders are the codes of FHIR', () => {
  assert.deepEqual(GENDERS, ['male', 'female', 'other', 'unknown']);
  for (const gender of GENDERS) assert.equal(parseGender(gender.toUpperCase()), gender);
});
