import type { UserSelection } from '../../../engine/engine.ts';
import { birthDateText } from '../../../model/age-rule.ts';
import type { Parameters } from '../statements/parameters.ts';

/** The `WHERE` clause for the users selected; empty for all. */
export function userConditions({ age, genders }: UserSelection, parameters: Parameters): string {
  const conditions: string[] = [];
  if (genders !== undefined) conditions.push(`gender = ANY (${parameters.add(genders, 'text[]')})`);
  if (age !== undefined) {
    const bornBy = parameters.add(lastDateUpTo(age.bornBy), 'date');
    const olderThan = parameters.add(age.olderThan, 'double precision');
    conditions.push(`CASE WHEN birth_date IS NULL THEN age > ${olderThan} ELSE birth_date <= ${bornBy} END`);
  }
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

/** The last date at or before the digits yyyymmdd, which may name a day or a year that does not exist. */
function lastDateUpTo(number: number): string {
  const year = Math.floor(number / 10_000);
  if (year < 1) return '-infinity';
  if (year > 9999) return 'infinity';
  // 29 February is the only day that an age rule can name in a year without it.
  const isLeapYear = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (number % 10_000 === 229 && !isLeapYear) return birthDateText(number - 1);
  return birthDateText(number);
}
