import type { NamedUser } from '../../../engine/engine.ts';
import type { User, UserIdentity } from '../../../model/user.ts';
import type { Connections, Row, Session } from '../connections/connections.ts';
import { arrayText } from '../statements/array-text.ts';
import { USER_COLUMNS, userOf } from './user-row.ts';

export async function getUser(connections: Connections, id: number): Promise<User | undefined> {
  const [row] = await connections.query(`SELECT ${USER_COLUMNS} FROM users WHERE id = $1::bigint`, [id]);
  return row === undefined ? undefined : userOf(row);
}

/** Users with ids above `afterId`, in order of id. */
export async function listUsers(connections: Connections, afterId: number, limit: number): Promise<User[]> {
  const rows = await connections.query(
    `SELECT ${USER_COLUMNS} FROM users WHERE id > $1::bigint ORDER BY id LIMIT $2::integer`,
    [afterId, limit],
  );
  return rows.map(userOf);
}

/** Users by id, as a transaction sees them. */
export async function findUsers(session: Session, ids: readonly number[]): Promise<User[]> {
  const rows = await session.query(`SELECT ${USER_COLUMNS} FROM users WHERE id = ANY ($1::bigint[])`, [arrayText(ids)]);
  return rows.map(userOf);
}

/** Users by external id, as a transaction sees them. */
export async function findUsersNamed(session: Session, externalIds: readonly string[]): Promise<User[]> {
  const rows = await session.query(`SELECT ${USER_COLUMNS} FROM users WHERE external_id = ANY ($1::text[])`, [
    externalIds,
  ]);
  return rows.map(userOf);
}

/** The users who have one of some external ids. */
export async function findByExternalId(connections: Connections, externalIds: readonly string[]): Promise<NamedUser[]> {
  const rows = await connections.query('SELECT id, external_id FROM users WHERE external_id = ANY ($1::text[])', [
    externalIds,
  ]);
  return rows.map(namedUser);
}

/** Both ids of those of the ids that are users. */
export async function identitiesOf(connections: Connections, ids: readonly number[]): Promise<UserIdentity[]> {
  const rows = await connections.query('SELECT id, external_id FROM users WHERE id = ANY ($1::bigint[])', [
    arrayText(ids),
  ]);
  return rows.map(([id, externalId]) => ({
    id: Number(id),
    externalId: externalId === null ? null : String(externalId),
  }));
}

function namedUser([id, externalId]: Row): NamedUser {
  return { id: Number(id), externalId: String(externalId) };
}

/** Those of the ids that are users. */
export async function existingUsers(connections: Connections, ids: readonly number[]): Promise<Set<number>> {
  const rows = await connections.query('SELECT id FROM users WHERE id = ANY ($1::bigint[])', [arrayText(ids)]);
  return new Set(rows.map(([id]) => Number(id)));
}
