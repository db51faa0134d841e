import { EXTERNAL_PREFIX } from '../model/external-id.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { User, UserIdentity } from '../model/user.ts';
import { canonicalUserId } from '../model/user-id.ts';
import type { UserRef } from '../model/user-ref.ts';
import type { ServiceCalls } from './service-calls.ts';

/** Up to this many users are looked up one by one; more are found in the stream of all users. */
const ASKED_FOR = 50;

/** The path of a user with one of the ids known. */
export function userPath({
  id,
  externalId,
}: {
  readonly id: number | undefined;
  readonly externalId: string | null;
}): string {
  return `/v1/users/${id ?? EXTERNAL_PREFIX + encodeURIComponent(externalId!)}`;
}

/** Finds the path of a user: a text of plain digits is an external id if anybody has that. */
export async function pathOf(calls: ServiceCalls, user: UserRef): Promise<string> {
  if (typeof user === 'number') return userPath({ id: user, externalId: null });
  const byName = userPath({ id: undefined, externalId: user });
  const id = canonicalUserId(user);
  if (id === undefined || (await userAt(calls, byName)) !== undefined) return byName;
  return userPath({ id, externalId: null });
}

/** Returns the user at a path, if there is one. */
export async function userAt(calls: ServiceCalls, path: string): Promise<User | undefined> {
  try {
    return await calls.json<User>({ path, isRepeatable: true });
  } catch (error) {
    if (error instanceof PulsebaseError && error.code === 'USER_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Returns both ids of users, in their order; `undefined` for one who does not exist. */
export async function remoteIdentities(
  calls: ServiceCalls,
  users: readonly UserRef[],
): Promise<(UserIdentity | undefined)[]> {
  const byId = new Map<number, UserIdentity>();
  const byName = new Map<string, UserIdentity>();
  for await (const { id, externalId } of candidates(calls, users)) {
    byId.set(id, { id, externalId });
    if (externalId !== null) byName.set(externalId, { id, externalId });
  }
  return users.map((user) => {
    if (typeof user === 'number') return byId.get(user);
    return byName.get(user) ?? byId.get(canonicalUserId(user) ?? 0);
  });
}

async function* candidates(calls: ServiceCalls, users: readonly UserRef[]): AsyncGenerator<User> {
  const distinct = new Set(users);
  if (distinct.size > ASKED_FOR) {
    yield* calls.lines<User>({ path: '/v1/users', isRepeatable: true });
    return;
  }
  for (const ref of distinct) {
    const user = await userAt(calls, await pathOf(calls, ref));
    if (user !== undefined) yield user;
  }
}
