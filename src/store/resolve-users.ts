import type { Engine } from '../engine/engine.ts';
import type { UserIdentity } from '../model/user.ts';
import { canonicalUserId } from '../model/user-id.ts';
import { userNotFound } from '../model/user-not-found.ts';
import type { UserRef } from '../model/user-ref.ts';

/**
 * Returns the user ids of references, in their order; `undefined` for a text that is not a user's external id and cannot be an
 * id. Does not check whether an id belongs to a user.
 */
export async function resolveUsers(engine: Engine, users: readonly UserRef[]): Promise<(number | undefined)[]> {
  const texts = new Set(users.filter((user) => typeof user === 'string'));
  const found = new Map<string, number>();
  if (texts.size > 0) {
    for (const { id, externalId } of await engine.findByExternalId([...texts])) found.set(externalId, id);
  }
  return users.map((user) => (typeof user === 'number' ? user : (found.get(user) ?? canonicalUserId(user))));
}

/** Like {@link resolveUsers}, for one user. @throws PulsebaseError `USER_NOT_FOUND` for a text that names nobody. */
export async function resolveUser(engine: Engine, user: UserRef): Promise<number> {
  const [id] = await resolveUsers(engine, [user]);
  if (id === undefined) throw userNotFound(user);
  return id;
}

/** The distinct ids of users; a text that names nobody is ignored. */
export async function resolveDistinct(engine: Engine, users: readonly UserRef[]): Promise<number[]> {
  return [...new Set((await resolveUsers(engine, users)).filter((id) => id !== undefined))];
}

/** Both ids of users, in their order; `undefined` for one who does not exist. */
export async function identitiesOf(engine: Engine, users: readonly UserRef[]): Promise<(UserIdentity | undefined)[]> {
  const ids = await resolveUsers(engine, users);
  const distinct = [...new Set(ids.filter((id) => id !== undefined))];
  if (distinct.length === 0) return ids.map(() => undefined);
  const identities = new Map((await engine.identitiesOf(distinct)).map((identity) => [identity.id, identity]));
  return ids.map((id) => (id === undefined ? undefined : identities.get(id)));
}
