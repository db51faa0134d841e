import type { Engine } from '../engine/engine.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import type { PutUser, User } from '../model/user.ts';
import { canonicalUserId } from '../model/user-id.ts';
import type { TextHash } from './derived-user-id.ts';
import { freeUserIds } from './free-user-ids.ts';

/**
 * Fills in missing user ids: that of the user who has the external id, in the store or in an earlier row, or one derived from it.
 *
 * A new external id of plain digits is an error: it might have been meant as the id.
 */
export async function usersWithIds(
  engine: Engine,
  users: readonly PutUser[],
  hash?: TextHash,
): Promise<(User | PulsebaseError)[]> {
  const unidentified = new Set(users.filter(({ id }) => id === undefined).map(({ externalId }) => externalId!));
  const owners = new Map<string, number>();
  if (unidentified.size > 0) {
    for (const { id, externalId } of await engine.findByExternalId([...unidentified])) owners.set(externalId, id);
  }
  const rest = [...unidentified].filter((text) => !owners.has(text) && canonicalUserId(text) === undefined);
  const { ids } = await freeUserIds(engine, rest, hash);
  return users.map(({ id: given, ...facts }) => {
    const { externalId } = facts;
    if (given !== undefined) {
      if (externalId !== null && unidentified.has(externalId) && !owners.has(externalId)) owners.set(externalId, given);
      return { id: given, ...facts };
    }
    const id = owners.get(externalId!) ?? ids.get(externalId!);
    return id === undefined ? digitsAlone(externalId!) : { id, ...facts };
  });
}

function digitsAlone(externalId: string): PulsebaseError {
  return new PulsebaseError(
    'INVALID_ARGUMENT',
    `no user has the external id ${showValue(externalId)}, which may be meant as an id; to add such a user, give the id too`,
    { field: 'externalId' },
  );
}
