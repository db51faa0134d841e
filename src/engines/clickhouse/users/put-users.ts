import type { ExistingUsers, PutCounts } from '../../../engine/engine.ts';
import { isSameUser } from '../../../model/is-same-user.ts';
import { mergeUser } from '../../../model/merge-user.ts';
import type { User } from '../../../model/user.ts';
import type { Writer } from '../journal/writer.ts';
import { storedUsers } from './find-users.ts';
import { userColumns } from './user-row.ts';

/** Adds users; those who would be the same afterwards are not written. */
export async function putUsers(writer: Writer, users: readonly User[], existing: ExistingUsers): Promise<PutCounts> {
  const { executor, journal, cache, room } = writer;
  await writer.ensureUsersCurrent();
  return writer.run(async () => {
    // With the lowest version, it never replaces what another process puts at the same time.
    const version = existing === 'keep' ? 0 : await journal.nextVersion();
    await room.requireForUsers(users.length);
    try {
      const found = await storedUsers(
        executor,
        users.map(({ id }) => id),
      );
      const stored = new Map(found.map((user) => [user.id, user]));
      const changed = users.flatMap((user) => changedUser(stored.get(user.id), user, existing));
      if (changed.length > 0) await executor.insertRows('users', userColumns(changed), version);
      await executor.sync();
      const updated = changed.filter(({ id }) => stored.has(id)).length;
      return { inserted: changed.length - updated, updated, unchanged: users.length - changed.length };
    } finally {
      cache.usersChanged();
    }
  });
}

/** The user to be stored; none where the stored one stays as it is. */
function changedUser(stored: User | undefined, user: User, existing: ExistingUsers): User[] {
  if (stored === undefined) return [user];
  if (existing === 'keep') return [];
  const after = existing === 'merge' ? mergeUser(stored, user) : user;
  return isSameUser(stored, after) ? [] : [after];
}
