import type { UserSelection } from '../../../engine/engine.ts';
import { sqlDouble } from '../statements/sql-double.ts';
import { sqlText } from '../statements/sql-text.ts';

/** A statement for the ids of the users selected; `undefined` for all. */
export function userFilter({ age, genders }: UserSelection): string | undefined {
  const conditions = [
    // A stored age is -1 and a birth date 0 where there is none; the birth date wins.
    age &&
      `if(birth_date != 0, birth_date <= ${age.bornBy}, age >= 0 AND toFloat64(age) > ${sqlDouble(age.olderThan)})`,
    genders && `gender IN (${genders.map(sqlText).join(', ')})`,
  ].filter((condition) => condition !== undefined);
  return conditions.length === 0 ? undefined : `SELECT id FROM pulsebase.users FINAL WHERE ${conditions.join(' AND ')}`;
}
