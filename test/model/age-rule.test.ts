import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ageRule, birthDateNumber, birthDateText } from '../../src/model/age-rule.ts';
import { civilDate, daysOfMonth, MS_PER_DAY } from '../reference/civil-date.ts';
import { completedYears } from '../reference/completed-years.ts';

const birthDate = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1800, max: 2100 }), fc.integer({ min: 1, max: 12 }), fc.nat())
    .map(([year, month, day]) => textOf(year, month, 1 + (day % daysOfMonth(year, month)))),
  fc.integer({ min: 451, max: 524 }).map((quarter) => textOf(4 * quarter + (quarter === 475 ? 4 : 0), 2, 29)),
);

function textOf(year: number, month: number, day: number): string {
  return [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

test('comparing digits says the same as counting completed years', () => {
  const instant = fc.integer({ min: 0, max: 4_102_444_799_999 });
  fc.assert(
    fc.property(
      birthDate,
      instant,
      fc.integer({ min: -3, max: 3 }),
      fc.boolean(),
      (born, someInstant, years, onBirthday) => {
        // Around the birthday in the year of the instant the answer is about to change.
        const { year } = civilDate(someInstant);
        const birthday = Date.parse(`${year}-01-01`) + dayOfYear(born) * MS_PER_DAY;
        const asOf = onBirthday ? birthday + years * MS_PER_DAY : someInstant;
        if (asOf < 0) return;
        const age = completedYears(born, civilDate(asOf));
        for (const minAge of [age - 1, age - 0.5, age, age + 0.5, age + 1, years * 20]) {
          const { olderThan, bornBy } = ageRule(minAge, asOf);
          assert.equal(birthDateNumber(born) <= bornBy, age > minAge, `${born} on ${new Date(asOf).toISOString()}`);
          assert.equal(age > olderThan, age > minAge);
        }
      },
    ),
    { numRuns: 3000 },
  );
});

function dayOfYear(date: string): number {
  const [, month, day] = date.split('-').map(Number);
  return Math.floor(30.4 * (month! - 1)) + day! - 1;
}

test('a rule holds small numbers, whatever is asked', () => {
  for (const minAge of [1e300, -1e300, Number.MAX_VALUE]) {
    const { olderThan, bornBy } = ageRule(minAge, 0);
    assert.ok(Math.abs(olderThan) <= 1000 && Number.isInteger(bornBy) && Math.abs(bornBy) < 2 ** 31);
  }
});

test('birth dates are kept as their digits', () => {
  fc.assert(fc.property(birthDate, (text) => assert.equal(birthDateText(birthDateNumber(text)), text)));
});
