import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concernedSince } from '../../src/alarms/concerned-since.ts';
import { ageRule, birthDateNumber } from '../../src/model/age-rule.ts';
import { DAY_MS } from '../../src/window/bucket.ts';

const SOMEBODY = { id: 7, gender: 'female', age: null, birthDate: null } as const;

test('a rule concerns those to whom all that it asks applies', () => {
  const since = 1000;
  assert.equal(concernedSince({ whom: {}, since }, SOMEBODY), since);
  assert.equal(concernedSince({ whom: { userIds: [7], gender: ['female', 'other'] }, since }, SOMEBODY), since);
  assert.equal(concernedSince({ whom: { userIds: [8] }, since }, SOMEBODY), undefined);
  assert.equal(concernedSince({ whom: { gender: ['male'] }, since }, SOMEBODY), undefined);
  assert.equal(concernedSince({ whom: { minAge: 60 }, since }, SOMEBODY), undefined);
  assert.equal(concernedSince({ whom: { minAge: 60 }, since }, { ...SOMEBODY, age: 60 }), undefined);
  assert.equal(concernedSince({ whom: { minAge: 60 }, since }, { ...SOMEBODY, age: 61 }), since);
  assert.equal(concernedSince({ whom: { minAge: 1e9 }, since }, { ...SOMEBODY, birthDate: '1950-01-01' }), undefined);
});

test('with a birth date, from the day on which a cohort of that age first holds the user', () => {
  const dates = fc
    .date({ min: new Date('1900-01-01'), max: new Date('2020-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  fc.assert(
    fc.property(
      fc.oneof(dates, fc.constantFrom('1960-02-29', '2000-02-29')),
      fc.double({ min: 0, max: 90, noNaN: true }),
      (birthDate, minAge) => {
        const from = concernedSince({ whom: { minAge }, since: Number.NEGATIVE_INFINITY }, { ...SOMEBODY, birthDate });
        const isOld = (at: number) => birthDateNumber(birthDate) <= ageRule(minAge, at).bornBy;
        assert.ok(from !== undefined && isOld(from) && !isOld(from - 1) && isOld(from + 400 * DAY_MS));
      },
    ),
  );
});
