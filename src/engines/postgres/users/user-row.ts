import { GENDERS, type User } from '../../../model/user.ts';
import type { Row } from '../connections/connections.ts';

/** What {@link userOf} decodes. */
export const USER_COLUMNS = `id, external_id, name, gender, age, to_char(birth_date, 'YYYY-MM-DD')`;

/** The columns that {@link USER_VALUES} gives, in its order. */
export const STORED_COLUMNS = 'id, external_id, name, gender, age, birth_date';

/** Users as a table `i`, out of the parameters that {@link userValues} makes. */
export const USER_VALUES = `unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::date[])
  AS i (${STORED_COLUMNS})`;

export function userValues(users: readonly User[]): readonly unknown[] {
  return [
    users.map(({ id }) => id),
    users.map(({ externalId }) => externalId),
    users.map(({ name }) => name),
    users.map(({ gender }) => gender),
    users.map(({ age }) => age),
    users.map(({ birthDate }) => birthDate),
  ];
}

export function userOf([id, externalId, name, gender, age, birthDate]: Row): User {
  return {
    id: Number(id),
    externalId: externalId === null ? null : String(externalId),
    name: String(name),
    gender: GENDERS.find((known) => known === gender) ?? 'unknown',
    age: age === null ? null : Number(age),
    birthDate: birthDate === null ? null : String(birthDate),
  };
}
