import type { ExistingUsers, PutUsersCounts } from '../../../engine/engine.ts';
import { putInOrder } from '../../../engine/put-in-order.ts';
import type { User } from '../../../model/user.ts';
import { LOCKS } from '../connections/advisory-locks.ts';
import type { Session } from '../connections/connections.ts';
import { arrayText } from '../statements/array-text.ts';
import { findUsers, findUsersNamed } from './find-users.ts';
import { USER_VALUES, userValues } from './user-row.ts';

/**
 * Adds users, some with external ids, within a transaction. Transactions that assign external ids run one at a time, and lock all
 * users concerned before they read any, so that the result is computed in memory. The unique index catches writes that bypass
 * these locks.
 */
export async function putNamedUsers(
  session: Session,
  users: readonly User[],
  existing: ExistingUsers,
): Promise<PutUsersCounts> {
  await session.query('SELECT pg_advisory_xact_lock($1, $2)', LOCKS.externalIds);
  const ids = [...new Set(users.map(({ id }) => id))].sort((a, b) => a - b);
  const added = await addOrLock(session, ids);
  const stored = [
    ...(await findUsers(
      session,
      ids.filter((id) => !added.has(id)),
    )),
    ...(await findUsersNamed(
      session,
      users.flatMap(({ externalId }) => externalId ?? []),
    )),
  ];
  const { counts, changed } = putInOrder(stored, users, existing);
  const kept = new Set(changed.map(({ id }) => id));
  const refused = [...added].filter((id) => !kept.has(id));
  if (refused.length > 0) await session.query('DELETE FROM users WHERE id = ANY ($1::bigint[])', [arrayText(refused)]);
  if (changed.length > 0) await update(session, changed);
  return counts;
}

/**
 * Adds missing users without attributes, and locks existing ones, in order of id like all writers. Returns those who were added.
 */
async function addOrLock(session: Session, ids: readonly number[]): Promise<Set<number>> {
  const rows = await session.query(
    `INSERT INTO users AS u (id, name, gender) SELECT id, '', 'unknown' FROM unnest($1::bigint[]) AS i (id) ORDER BY id
     ON CONFLICT (id) DO UPDATE SET name = u.name WHERE false
     RETURNING id`,
    [arrayText(ids)],
  );
  return new Set(rows.map(([id]) => Number(id)));
}

async function update(session: Session, users: readonly User[]): Promise<void> {
  const values = userValues(users);
  // An external id may move from one user to another: clear it before assigning it.
  await session.query(
    `UPDATE users AS u SET external_id = NULL FROM ${USER_VALUES}
     WHERE u.id = i.id AND u.external_id IS DISTINCT FROM i.external_id`,
    values,
  );
  await session.query(
    `UPDATE users AS u SET (external_id, name, gender, age, birth_date)
       = (i.external_id, i.name, i.gender, i.age, i.birth_date)
     FROM ${USER_VALUES} WHERE u.id = i.id`,
    values,
  );
}
