import type { ForeignUsers } from '../../../engine/adoption.ts';
import { GENDERS, type Gender, type User } from '../../../model/user.ts';
import type { Connections, Row } from '../connections/connections.ts';
import { PLAIN_USERS } from './rename-plain-tables.ts';

const ROWS_AT_ONCE = 10_000;

/** What people wrote into a column of plain text. */
const WRITTEN_GENDERS: ReadonlyMap<string, Gender> = new Map<string, Gender>([
  ...GENDERS.map((gender): [string, Gender] => [gender, gender]),
  ['m', 'male'],
  ['man', 'male'],
  ['f', 'female'],
  ['w', 'female'],
  ['woman', 'female'],
  ['o', 'other'],
  ['u', 'unknown'],
]);

/** The plain SQL schema's users in order of id; what is not an age or not a gender is left out, and counted. */
export async function* plainUsers(connections: Connections): AsyncGenerator<ForeignUsers> {
  for (let after = 0; ; ) {
    const rows = await connections.query(
      `SELECT id::bigint, name::text, gender::text, age::integer FROM ${PLAIN_USERS}
       WHERE id > $1::bigint ORDER BY id LIMIT ${ROWS_AT_ONCE}`,
      [after],
    );
    if (rows.length === 0) return;
    yield {
      users: rows.map(userOf),
      unknownGenders: rows.filter(([, , gender]) => genderOf(gender) === undefined).length,
      withoutAge: rows.filter(([, , , age]) => ageOf(age) === null).length,
    };
    after = Number(rows.at(-1)![0]);
  }
}

function userOf([id, name, gender, age]: Row): User {
  return {
    id: Number(id),
    externalId: null,
    name: String(name ?? '').slice(0, 1000),
    gender: genderOf(gender) ?? 'unknown',
    age: ageOf(age),
    birthDate: null,
  };
}

function genderOf(text: unknown): Gender | undefined {
  return WRITTEN_GENDERS.get(
    String(text ?? '')
      .trim()
      .toLowerCase(),
  );
}

function ageOf(value: unknown): number | null {
  const years = value === null ? Number.NaN : Number(value);
  return years >= 0 && years <= 150 ? years : null;
}
