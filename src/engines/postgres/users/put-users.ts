import type { ExistingUsers, PutCounts } from '../../../engine/engine.ts';
import type { User } from '../../../model/user.ts';
import type { Connections } from '../connections/connections.ts';

/** Values of a row that is there already. Merged, they are those of `mergeUser`. */
const VALUES = {
  replace: 'excluded.name, excluded.gender, excluded.age, excluded.birth_date',
  merge: `coalesce(nullif(excluded.name, ''), u.name), coalesce(nullif(excluded.gender, 'unknown'), u.gender),
    coalesce(excluded.age, u.age), coalesce(excluded.birth_date, u.birth_date)`,
} as const;

/** Adds users. Rows are locked in order of id, as by all writers. */
export async function putUsers(
  connections: Connections,
  users: readonly User[],
  existing: ExistingUsers,
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
         ON CONFLICT (id) ${existing === 'keep' ? 'DO NOTHING' : updateTo(VALUES[existing])}
         RETURNING xmax = 0`,
        columns,
      ),
    { idempotent: true },
  );
  const inserted = rows.filter(([isNew]) => isNew === true).length;
  return { inserted, updated: rows.length - inserted, unchanged: users.length - rows.length };
}

function updateTo(values: string): string {
  return `DO UPDATE SET (name, gender, age, birth_date) = (${values})
    WHERE (u.name, u.gender, u.age, u.birth_date) IS DISTINCT FROM (${values})`;
}
