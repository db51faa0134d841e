import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import type { User } from '../model/user.ts';
import type { Store } from './store.ts';

/**
 * Before a copy, clears external ids of users in the target that other users in the source have.
 *
 * @throws PulsebaseError `EXTERNAL_ID_TAKEN` before anything is written when one of them belongs to a user who is not in the
 *   source, and who would lose it.
 */
export async function freeExternalIds(from: Store, to: Store): Promise<void> {
  const owners = new Map<string, User>();
  for await (const user of to.listUsers()) if (user.externalId !== null) owners.set(user.externalId, user);
  if (owners.size === 0) return;
  const inTheWay: User[] = [];
  for await (const { id, externalId } of from.listUsers()) {
    const owner = externalId === null ? undefined : owners.get(externalId);
    if (owner !== undefined && owner.id !== id) inTheWay.push(owner);
  }
  const known = await from.identifyUsers(inTheWay.map(({ id }) => id));
  const other = inTheWay.find((_, at) => known[at] === undefined);
  if (other !== undefined) {
    throw new PulsebaseError(
      'EXTERNAL_ID_TAKEN',
      `the external id ${showValue(other.externalId)} of the source belongs to user ${other.id} of the target, whom the source does not have; nothing was copied; give that user another`,
      { field: 'externalId' },
    );
  }
  await to.importUsers(
    inTheWay.map((user) => ({ ...user, externalId: null })),
    { replace: true },
  );
}
