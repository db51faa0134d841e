import type { ExistingUsers, PutCounts } from '../../../engine/engine.ts';
import { putInOrder } from '../../../engine/put-in-order.ts';
import type { User } from '../../../model/user.ts';
import type { Writer } from '../journal/writer.ts';
import { storedUsers } from './find-users.ts';
import { userColumns } from './user-row.ts';

/** Puts users one after the other; those who would be the same afterwards are not written. */
export async function putUsers(writer: Writer, users: readonly User[], existing: ExistingUsers): Promise<PutCounts> {
  const { executor, journal, cache, room } = writer;
  await writer.ensureUsersCurrent();
  return writer.run(async () => {
    // With the lowest version, it never replaces what another process puts at the same time.
    const version = existing === 'keep' ? 0 : await journal.nextVersion();
    await room.requireForUsers(users.length);
    try {
      const stored = await storedUsers(
        executor,
        users.map(({ id }) => id),
      );
      const { counts, changed } = putInOrder(stored, users, existing);
      if (changed.length > 0) await executor.insertRows('users', userColumns(changed), version);
      await executor.sync();
      return counts;
    } finally {
      cache.usersChanged();
    }
  });
}
