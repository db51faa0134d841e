import type { Engine } from '../engine/engine.ts';
import { canonicalUserId } from '../model/user-id.ts';
import type { UserRef } from '../model/user-ref.ts';

/**
 * The user ids that references stand for, in their order; `undefined` for a text that can only be the external id of nobody.
 * Whether an id belongs to a user is not looked at.
 */
export async function resolveUsers(engine: Engine, users: readonly UserRef[]): Promise<(number | undefined)[]> {
  const texts = new Set(users.filter((user) => typeof user === 'string'));
  const found = new Map<string, number>();
  if (texts.size > 0) {
    for (const { id, externalId } of await engine.findByExternalId([...texts])) found.set(externalId, id);
  }
  return users.map((user) => (typeof user === 'number' ? user : (found.get(user) ?? canonicalUserId(user))));
}
