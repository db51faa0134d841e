import { birthDateNumber, birthDateText } from '../../../model/age-rule.ts';
import { GENDERS, type User } from '../../../model/user.ts';
import type { PutCounts } from '../../../store/engine.ts';
import type { Executor } from '../executor.ts';
import { queryIntegers } from '../query-integers.ts';
import { queryObjects } from '../query-objects.ts';
import { sqlInteger, sqlIntegers } from '../sql-integers.ts';
import { sqlText } from '../sql-text.ts';

/** Adds users, and replaces those who exist if asked to; those that are the same already are not written. */
export async function putUsers(
  executor: Executor,
  users: readonly User[],
  existing: 'replace' | 'keep',
  version: number,
): Promise<PutCounts> {
  const stored = new Map<number, string>();
  const found = await selectUsers(executor, `id IN (${sqlIntegers(users.map(({ id }) => id))})`);
  for (const user of found) stored.set(user.id, userValues(user));
  const changed = users.filter((user) => {
    const before = stored.get(user.id);
    return before === undefined || (existing === 'replace' && before !== userValues(user));
  });
  if (changed.length > 0) {
    const rows = changed.map((user) => `(${userValues(user)}, ${version})`).join(', ');
    const structure = 'id Int64, name String, gender String, age Int16, birth_date Int32, version UInt64';
    await executor.command(
      `INSERT INTO pulsebase.users (id, name, gender, age, birth_date, version)
      SELECT id, name, gender, age, birth_date, version FROM format(Values, '${structure}', ${sqlText(rows)})`,
    );
  }
  const updated = changed.filter(({ id }) => stored.has(id)).length;
  return { inserted: changed.length - updated, updated, unchanged: users.length - changed.length };
}

export async function getUser(executor: Executor, id: number): Promise<User | undefined> {
  return (await selectUsers(executor, `id = ${sqlInteger(id)}`))[0];
}

export function listUsers(executor: Executor, afterId: number, limit: number): Promise<User[]> {
  return selectUsers(executor, `id > ${sqlInteger(afterId)} ORDER BY id LIMIT ${sqlInteger(limit)}`);
}

export async function existingUsers(executor: Executor, ids: readonly number[]): Promise<Set<number>> {
  const [found] = await queryIntegers(
    executor,
    `SELECT id FROM pulsebase.users FINAL WHERE id IN (${sqlIntegers(ids)})`,
    1,
  );
  return new Set(found);
}

async function selectUsers(executor: Executor, condition: string): Promise<User[]> {
  const rows = await queryObjects(
    executor,
    `SELECT toString(id) AS key, name, gender, age, birth_date FROM pulsebase.users FINAL WHERE ${condition}`,
  );
  return rows.map(decodeUser);
}

function decodeUser(row: Record<string, unknown>): User {
  const gender = GENDERS.find((known) => known === row.gender);
  const [age, birthDate] = [Number(row.age), Number(row.birth_date)];
  return {
    id: Number(row.key),
    name: String(row.name),
    gender: gender ?? 'unknown',
    age: age < 0 ? null : age,
    birthDate: birthDate === 0 ? null : birthDateText(birthDate),
  };
}

function userValues({ id, name, gender, age, birthDate }: User): string {
  const born = birthDate === null ? 0 : birthDateNumber(birthDate);
  return `${sqlInteger(id)}, ${sqlText(name)}, ${sqlText(gender)}, ${age ?? -1}, ${born}`;
}
