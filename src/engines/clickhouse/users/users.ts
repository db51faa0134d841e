import type { ExistingUsers, PutCounts } from '../../../engine/engine.ts';
import { putInOrder } from '../../../engine/put-in-order.ts';
import { birthDateNumber, birthDateText } from '../../../model/age-rule.ts';
import { GENDERS, type User } from '../../../model/user.ts';
import type { Executor } from '../statements/executor.ts';
import type { NativeColumn } from '../statements/native-block.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { queryObjects } from '../statements/query-objects.ts';
import { sqlInteger, sqlIntegers } from '../statements/sql-integers.ts';

/** Adds users; those who would be the same afterwards are not written. */
export async function putUsers(
  executor: Executor,
  users: readonly User[],
  existing: ExistingUsers,
  version: number,
): Promise<PutCounts> {
  const stored = await selectUsers(executor, `id IN (${sqlIntegers(users.map(({ id }) => id))})`);
  const { counts, changed } = putInOrder(stored, users, existing);
  if (changed.length > 0) await executor.insertRows('users', userColumns(changed), version);
  return counts;
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

function userColumns(users: readonly User[]): NativeColumn[] {
  return [
    { name: 'id', type: 'Int64', values: users.map(({ id }) => id) },
    { name: 'name', type: 'String', values: users.map(({ name }) => name) },
    { name: 'gender', type: 'String', values: users.map(({ gender }) => gender) },
    { name: 'age', type: 'Int16', values: users.map(({ age }) => age ?? -1) },
    { name: 'birth_date', type: 'Int32', values: users.map(({ birthDate }) => bornOn(birthDate)) },
  ];
}

function bornOn(birthDate: User['birthDate']): number {
  return birthDate === null ? 0 : birthDateNumber(birthDate);
}
