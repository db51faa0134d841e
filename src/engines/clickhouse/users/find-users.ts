import type { NamedUser } from '../../../engine/engine.ts';
import type { User, UserIdentity } from '../../../model/user.ts';
import type { Reader } from '../journal/reader.ts';
import type { Writer } from '../journal/writer.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { queryObjects } from '../statements/query-objects.ts';
import { sqlInteger, sqlIntegers } from '../statements/sql-integers.ts';
import { sqlText } from '../statements/sql-text.ts';
import { identityOf, USER_COLUMNS, userOf } from './user-row.ts';

export async function getUser(reader: Reader, id: number): Promise<User | undefined> {
  const [user] = await reader.answerOfUsers(() => selectUsers(reader.executor, `id = ${sqlInteger(id)}`));
  return user;
}

/** Users with ids above `afterId`, in order of id. */
export function listUsers(reader: Reader, afterId: number, limit: number): Promise<User[]> {
  const condition = `id > ${sqlInteger(afterId)} ORDER BY id LIMIT ${sqlInteger(limit)}`;
  return reader.answerOfUsers(() => selectUsers(reader.executor, condition));
}

/** The users who have one of some external ids, each of which belongs to the user with the lowest id. */
export async function findByExternalId(reader: Reader, externalIds: readonly string[]): Promise<NamedUser[]> {
  const rows = await reader.answerOfUsers(() =>
    queryObjects(
      reader.executor,
      `SELECT toString(min(id)) AS key, external_id FROM pulsebase.users FINAL
      WHERE external_id IN (${externalIds.map(sqlText).join(', ')}) GROUP BY external_id`,
    ),
  );
  return rows.map((row) => ({ id: Number(row.key), externalId: String(row.external_id) }));
}

/** Both ids of those of the ids that are users. */
export async function identitiesOf(reader: Reader, ids: readonly number[]): Promise<UserIdentity[]> {
  return reader.answerOfUsers(async () => {
    const users = await reader.cache.users();
    const unnamed = ids.filter((id) => users?.get(id)?.hasExternalId === false);
    const rest = users === undefined ? ids : ids.filter((id) => users.get(id)?.hasExternalId === true);
    const named = rest.length === 0 ? [] : await queryObjects(reader.executor, selectIdentities(rest));
    return [...unnamed.map((id) => ({ id, externalId: null })), ...named.map(identityOf)];
  });
}

function selectIdentities(ids: readonly number[]): string {
  return `SELECT toString(id) AS key, external_id FROM pulsebase.users FINAL WHERE id IN (${sqlIntegers(ids)})`;
}

/** Those of the ids that are users. */
export async function existingUsers(writer: Writer, ids: readonly number[]): Promise<Set<number>> {
  await writer.ensureUsersCurrent();
  return knownUsers(writer, ids);
}

/** The same within a write, which has already finished what was pending. */
export async function knownUsers(
  { executor, cache }: Pick<Writer, 'executor' | 'cache'>,
  ids: Iterable<number>,
): Promise<Set<number>> {
  const users = await cache.users();
  if (users !== undefined) return new Set(Iterator.from(ids).filter((id) => users.has(id)));
  const [found] = await queryIntegers(
    executor,
    `SELECT id FROM pulsebase.users FINAL WHERE id IN (${sqlIntegers(ids)})`,
    1,
  );
  return new Set(found);
}

/** The users who are stored with the ids of some, or with their external ids. */
export function storedUsers(executor: Executor, users: readonly User[]): Promise<User[]> {
  const ids = sqlIntegers(users.map(({ id }) => id));
  const names = users.flatMap(({ externalId }) => (externalId === null ? [] : [sqlText(externalId)]));
  return selectUsers(executor, `id IN (${ids})${names.length === 0 ? '' : ` OR external_id IN (${names.join(', ')})`}`);
}

async function selectUsers(executor: Executor, condition: string): Promise<User[]> {
  const rows = await queryObjects(executor, `SELECT ${USER_COLUMNS} FROM pulsebase.users FINAL WHERE ${condition}`);
  return rows.map(userOf);
}
