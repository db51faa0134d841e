import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { generateUsers } from '../../src/generator/generate-users.ts';
import { birthDateNumber } from '../../src/model/age-rule.ts';
import { parseUser } from '../../src/model/parse-user.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import type { User } from '../../src/model/user.ts';

const USERS = [...generateUsers({ users: 5000, seed: 42 })];

function share(matches: (user: User) => boolean): number {
  return USERS.filter(matches).length / USERS.length;
}

/** Completed years between two dates written yyyymmdd. */
function yearsBetween(from: number, to: number): number {
  return Math.floor((to - from) / 10_000);
}

describe('generateUsers', () => {
  test('numbers users without holes, and a user depends on seed and id alone', () => {
    assert.deepEqual(
      USERS.map(({ id }) => id),
      USERS.map((_, index) => index + 1),
    );
    assert.deepEqual([...generateUsers({ users: 10, seed: 42 })], USERS.slice(0, 10));
    assert.deepEqual([...generateUsers({ users: 10, firstId: 100 })], USERS.slice(99, 109));
    assert.notDeepEqual([...generateUsers({ users: 10, seed: 43 })], USERS.slice(0, 10));
  });

  test('gives users that the store takes as they are', () => {
    for (const user of USERS) assert.deepEqual(parseUser(user), user);
  });

  test('spreads genders, ages and ways to state an age as people do', () => {
    const between = (value: number, low: number, high: number) => assert.ok(value >= low && value <= high, `${value}`);
    between(
      share(({ gender }) => gender === 'male'),
      0.45,
      0.53,
    );
    between(
      share(({ gender }) => gender === 'female'),
      0.44,
      0.52,
    );
    between(
      share(({ gender }) => gender === 'other'),
      0.005,
      0.03,
    );
    between(
      share(({ gender }) => gender === 'unknown'),
      0.005,
      0.03,
    );
    between(
      share(({ age, birthDate }) => age === null && birthDate !== null),
      0.17,
      0.23,
    );
    between(
      share(({ age, birthDate }) => age !== null && birthDate !== null),
      0.03,
      0.08,
    );
    between(
      share(({ age, birthDate }) => age === null && birthDate === null),
      0.01,
      0.03,
    );
    const ages = USERS.flatMap(({ age }) => age ?? []);
    assert.equal(Math.min(...ages), 18);
    assert.ok(Math.max(...ages) > 85 && Math.max(...ages) <= 90);
    between(ages.filter((age) => age > 24).length / ages.length, 0.75, 0.92);
    assert.ok(new Set(USERS.map(({ name }) => name)).size > 1000);
    assert.ok(USERS.every(({ name }) => /^\p{Lu}[\p{L}]+ \p{Lu}[\p{L}’]+$/u.test(name)));
  });

  for (const asOf of ['2024-01-01', '2024-02-29', '2023-03-01', '1970-01-01', '2099-12-31']) {
    test(`has birth dates agree with the ages on ${asOf}`, () => {
      const withAge = new Map(USERS.map((user) => [user.id, user.age]));
      let both = 0;
      for (const { id, age, birthDate } of generateUsers({ users: 5000, asOf })) {
        assert.equal(age, withAge.get(id));
        if (birthDate === null) continue;
        const years = yearsBetween(birthDateNumber(birthDate), birthDateNumber(asOf));
        assert.ok(years >= 18 && years <= 90);
        if (age === null) continue;
        assert.equal(years, age);
        both += 1;
      }
      assert.ok(both > 100);
    });
  }

  for (const [field, options] of [
    ['users', { users: 0 }],
    ['users', { users: 10_000_001 }],
    ['seed', { seed: 0.5 }],
    ['firstId', { firstId: -3 }],
    ['asOf', { asOf: 'yesterday' }],
  ] as const) {
    test(`refuses ${JSON.stringify(options)} at the call`, () => {
      assert.throws(
        () => generateUsers({ users: 1, ...options }),
        (error) => error instanceof PulsebaseError && error.code === 'INVALID_ARGUMENT' && error.field === field,
      );
    });
  }
});
