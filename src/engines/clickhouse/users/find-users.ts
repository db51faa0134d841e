import type { User } from '../../../model/user.ts';
import type { Reader } from '../journal/reader.ts';
import type { Writer } from '../journal/writer.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { queryObjects } from '../statements/query-objects.ts';
import { sqlInteger, sqlIntegers } from '../statements/sql-integers.ts';
import { USER_COLUMNS, userOf } from './user-row.ts';

export async function getUser(reader: Reader, id: number): Promise<User | undefined> {
  const [user] = await reader.answerOfUsers(() => selectUsers(reader.executor, `id = ${sqlInteger(id)}`));
  return user;
}

/** Users with ids above `afterId`, in order of id. */
export function listUsers(reader: Reader, afterId: number, limit: number): Promise<User[]> {
  const condition = `id > ${sqlInteger(afterId)} ORDER BY id LIMIT ${sqlInteger(limit)}`;
  return reader.answerOfUsers(() => selectUsers(reader.executor, condition));
}

/** Those of the ids that are users. */
export async function existingUsers(writer: Writer, ids: readonly number[]): Promise<Set<number>> {
  await writer.ensureUsersCurrent();
  return knownUsers(writer, ids);
}

/** The same within a write, which has finished what is pending itself. */
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

/** The users among some ids, as they are stored. */
export function storedUsers(executor: Executor, ids: readonly number[]): Promise<User[]> {
  return selectUsers(executor, `id IN (${sqlIntegers(ids)})`);
}

async function selectUsers(executor: Executor, condition: string): Promise<User[]> {
  const rows = await queryObjects(executor, `SELECT ${USER_COLUMNS} FROM pulsebase.users FINAL WHERE ${condition}`);
  return rows.map(userOf);
}
