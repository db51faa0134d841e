import { GENDERS, type User } from '../../../model/user.ts';
import type { Row } from '../connections/connections.ts';

/** What {@link userOf} decodes. */
export const USER_COLUMNS = `id, name, gender, age, to_char(birth_date, 'YYYY-MM-DD')`;

export function userOf([id, name, gender, age, birthDate]: Row): User {
  return {
    id: Number(id),
    name: String(name),
    gender: GENDERS.find((known) => known === gender) ?? 'unknown',
    age: age === null ? null : Number(age),
    birthDate: birthDate === null ? null : String(birthDate),
  };
}
