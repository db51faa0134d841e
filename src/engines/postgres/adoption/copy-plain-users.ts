import type { Engine } from '../../../engine/engine.ts';
import { GENDERS, type Gender, type User } from '../../../model/user.ts';
import type { AdoptedUsers } from '../../../store/adoption.ts';
import type { Connections } from '../connections/connections.ts';
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

/** Copies the plain SQL schema's users; what is not an age or not a gender is left out, and counted. */
export async function copyPlainUsers(connections: Connections, engine: Engine): Promise<AdoptedUsers> {
  const counts = { inserted: 0, updated: 0, unchanged: 0, unknownGenders: 0, withoutAge: 0 };
  for (let after = 0; ; ) {
    const rows = await connections.query(
      `SELECT id::bigint, name::text, gender::text, age::integer FROM ${PLAIN_USERS}
       WHERE id > $1::bigint ORDER BY id LIMIT ${ROWS_AT_ONCE}`,
      [after],
    );
    if (rows.length === 0) return counts;
    const users = rows.map(([id, name, gender, age]): User => {
      const known = WRITTEN_GENDERS.get(
        String(gender ?? '')
          .trim()
          .toLowerCase(),
      );
      if (known === undefined) counts.unknownGenders += 1;
      const years = age === null ? null : Number(age);
      const isAge = years !== null && years >= 0 && years <= 150;
      if (!isAge) counts.withoutAge += 1;
      return {
        id: Number(id),
        name: String(name ?? '').slice(0, 1000),
        gender: known ?? 'unknown',
        age: isAge ? years : null,
        birthDate: null,
      };
    });
    const put = await engine.putUsers(users, 'replace');
    counts.inserted += put.inserted;
    counts.updated += put.updated;
    counts.unchanged += put.unchanged;
    after = users.at(-1)!.id;
  }
}
