import type { ExistingUsers, PutCounts, PutUsersCounts } from '../../../engine/engine.ts';
import { putInOrder } from '../../../engine/put-in-order.ts';
import type { User } from '../../../model/user.ts';
import type { Connections, Session } from '../connections/connections.ts';
import { findUsers } from './find-users.ts';
import { putNamedUsers } from './put-named-users.ts';
import { STORED_COLUMNS, USER_VALUES, userValues } from './user-row.ts';

/** New values of an existing row; when merging, those of `mergeUser`. */
const VALUES = {
  replace: 'excluded.external_id, excluded.name, excluded.gender, excluded.age, excluded.birth_date',
  merge: `coalesce(excluded.external_id, u.external_id), coalesce(nullif(excluded.name, ''), u.name), coalesce(nullif(excluded.gender, 'unknown'), u.gender),
    coalesce(excluded.age, u.age), coalesce(excluded.birth_date, u.birth_date)`,
} as const;

/**
 * Adds users. Rows are locked in order of id, as by all writers. If ids repeat, their first rows lock the users, and the later
 * rows are applied in memory.
 */
export async function putUsers(
  connections: Connections,
  users: readonly User[],
  existing: ExistingUsers,
): Promise<PutUsersCounts> {
  const isNamed = users.some(({ externalId }) => externalId !== null);
  const { firsts, later } = splitRepeats(users);
  return connections.transaction(
    async (session) => {
      if (isNamed) return putNamedUsers(session, users, existing);
      const first = await putDistinct(session, firsts, existing);
      if (later.length === 0) return { ...first, taken: [] };
      const stored = await findUsers(session, distinctIds(later));
      const { counts, changed } = putInOrder(stored, later, existing);
      if (changed.length > 0) await putDistinct(session, changed, 'replace');
      return {
        inserted: first.inserted + counts.inserted,
        updated: first.updated + counts.updated,
        unchanged: first.unchanged + counts.unchanged,
        taken: [],
      };
    },
    { idempotent: true },
  );
}

async function putDistinct(session: Session, users: readonly User[], existing: ExistingUsers): Promise<PutCounts> {
  const sorted = [...users].sort((a, b) => a.id - b.id);
  const rows = await session.query(
    `INSERT INTO users AS u (${STORED_COLUMNS}) SELECT * FROM ${USER_VALUES} ORDER BY id
     ON CONFLICT (id) ${existing === 'keep' ? 'DO NOTHING' : updateTo(VALUES[existing])}
     RETURNING xmax = 0`,
    userValues(sorted),
  );
  const inserted = rows.filter(([isNew]) => isNew === true).length;
  return { inserted, updated: rows.length - inserted, unchanged: users.length - rows.length };
}

function splitRepeats(users: readonly User[]): { firsts: User[]; later: User[] } {
  const seen = new Set<number>();
  const firsts: User[] = [];
  const later: User[] = [];
  for (const user of users) {
    (seen.has(user.id) ? later : firsts).push(user);
    seen.add(user.id);
  }
  return { firsts, later };
}

function distinctIds(users: readonly User[]): number[] {
  return [...new Set(users.map(({ id }) => id))];
}

function updateTo(values: string): string {
  return `DO UPDATE SET (external_id, name, gender, age, birth_date) = (${values})
    WHERE (u.external_id, u.name, u.gender, u.age, u.birth_date) IS DISTINCT FROM (${values})`;
}
