import type { User } from '../../../model/user.ts';
import type { PutCounts } from '../../../store/engine.ts';
import type { Connections } from '../connections.ts';

const REPLACE = `DO UPDATE
  SET name = excluded.name, gender = excluded.gender, age = excluded.age, birth_date = excluded.birth_date
  WHERE (u.name, u.gender, u.age, u.birth_date)
    IS DISTINCT FROM (excluded.name, excluded.gender, excluded.age, excluded.birth_date)`;

/** Adds users; existing ones are replaced where they differ, or kept. Rows are locked in order of id, as by all writers. */
export async function putUsers(
  connections: Connections,
  users: readonly User[],
  existing: 'replace' | 'keep' = 'replace',
): Promise<PutCounts> {
  const sorted = [...users].sort((a, b) => a.id - b.id);
  const columns = [
    sorted.map(({ id }) => id),
    sorted.map(({ name }) => name),
    sorted.map(({ gender }) => gender),
    sorted.map(({ age }) => age),
    sorted.map(({ birthDate }) => birthDate),
  ];
  const rows = await connections.transaction(
    (session) =>
      session.query(
        `INSERT INTO users AS u (id, name, gender, age, birth_date)
         SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::smallint[], $5::date[])
           AS i (id, name, gender, age, birth_date) ORDER BY id
         ON CONFLICT (id) ${existing === 'replace' ? REPLACE : 'DO NOTHING'}
         RETURNING xmax = 0`,
        columns,
      ),
    { idempotent: true },
  );
  const inserted = rows.filter(([isNew]) => isNew === true).length;
  return { inserted, updated: rows.length - inserted, unchanged: users.length - rows.length };
}
