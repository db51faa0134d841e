import type { ExistingUsers, PutUsersCounts } from '../../../engine/engine.ts';
import { putInOrder } from '../../../engine/put-in-order.ts';
import type { User } from '../../../model/user.ts';
import type { Writer } from '../journal/writer.ts';
import { storedUsers } from './find-users.ts';
import { userColumns } from './user-row.ts';

/**
 * Puts users one after the other; unchanged ones are not written. Users with an external id are written while no other process
 * writes, so that no two ever have the same one; merged users too, so that what two processes know of one comes together.
 */
export async function putUsers(
  writer: Writer,
  users: readonly User[],
  existing: ExistingUsers,
): Promise<PutUsersCounts> {
  await writer.ensureUsersCurrent();
  return writer.alterUsers(async () => {
    const counts = users.some(isNamed) ? undefined : await put(writer, users, existing, false);
    return counts ?? (await writer.alone(() => put(writer, users, existing, true)))!;
  });
}

/** @returns `undefined` where other processes may write too, and must not meanwhile. */
async function put(
  { executor, journal, cache, room }: Writer,
  users: readonly User[],
  existing: ExistingUsers,
  isAlone: boolean,
): Promise<PutUsersCounts | undefined> {
  // With the lowest version, it never replaces what another process puts at the same time.
  const version = existing === 'keep' ? 0 : await journal.nextVersion();
  await room.requireForUsers(users.length);
  try {
    const { counts, changed } = putInOrder(await storedUsers(executor, users), users, existing);
    const mustBeAlone = changed.some(isNamed) || (existing === 'merge' && changed.length > 0);
    if (!isAlone && mustBeAlone) return undefined;
    if (changed.length > 0) await executor.insertRows('users', userColumns(changed), version);
    await executor.sync();
    return counts;
  } finally {
    cache.usersChanged();
  }
}

function isNamed({ externalId }: User): boolean {
  return externalId !== null;
}
