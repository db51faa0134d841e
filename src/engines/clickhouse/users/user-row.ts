import { birthDateNumber, birthDateText } from '../../../model/age-rule.ts';
import { GENDERS, type User, type UserIdentity } from '../../../model/user.ts';
import type { NativeColumn } from '../statements/native-block.ts';

/** What {@link userOf} decodes. 64-bit integers may come as numbers that are not exact, so the id is text. */
export const USER_COLUMNS = 'toString(id) AS key, external_id, name, gender, age, birth_date';

export function userOf(row: Record<string, unknown>): User {
  const gender = GENDERS.find((known) => known === row.gender);
  const [age, birthDate] = [Number(row.age), Number(row.birth_date)];
  return {
    ...identityOf(row),
    name: String(row.name),
    gender: gender ?? 'unknown',
    age: age < 0 ? null : age,
    birthDate: birthDate === 0 ? null : birthDateText(birthDate),
  };
}

/** Both ids of a user; the column `external_id` is empty where there is none. */
export function identityOf({ key, external_id: text }: Record<string, unknown>): UserIdentity {
  return { id: Number(key), externalId: text === '' ? null : String(text) };
}

/** Users as columns of the table `users`: the external id is empty, the age -1, and the birth date 0, where there is none. */
export function userColumns(users: readonly User[]): NativeColumn[] {
  return [
    { name: 'id', type: 'Int64', values: users.map(({ id }) => id) },
    { name: 'external_id', type: 'String', values: users.map(({ externalId }) => externalId ?? '') },
    { name: 'name', type: 'String', values: users.map(({ name }) => name) },
    { name: 'gender', type: 'String', values: users.map(({ gender }) => gender) },
    { name: 'age', type: 'Int16', values: users.map(({ age }) => age ?? -1) },
    {
      name: 'birth_date',
      type: 'Int32',
      values: users.map(({ birthDate }) => (birthDate === null ? 0 : birthDateNumber(birthDate))),
    },
  ];
}
