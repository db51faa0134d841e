import type { Engine, ExistingUsers } from '../engine/engine.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Rejection } from '../model/rejection.ts';
import type { User } from '../model/user.ts';
import type { TextHash } from './derived-user-id.ts';
import { externalIdTaken } from './external-id-taken.ts';
import type { WrittenPage } from './import-users.ts';
import type { ReadUser } from './user-rows.ts';
import { usersWithIds } from './users-with-ids.ts';

/** Puts the users of a page of an import one after the other; one with another user's external id is rejected. */
export async function putPage(
  engine: Engine,
  page: readonly ReadUser[],
  existing: ExistingUsers,
  hash?: TextHash,
): Promise<WrittenPage> {
  const identified = await usersWithIds(
    engine,
    page.map(({ user }) => user),
    hash,
  );
  const users: User[] = [];
  const rows: ReadUser[] = [];
  const rejections: Rejection[] = [];
  for (const [at, user] of identified.entries()) {
    const row = page[at]!;
    if (user instanceof PulsebaseError) rejections.push(rejectionOf(row, user));
    else {
      users.push(user);
      rows.push(row);
    }
  }
  const { taken, ...counts } = await engine.putUsers(users, existing);
  for (const { index, userId } of taken) {
    rejections.push(rejectionOf(rows[index]!, externalIdTaken(users[index]!.externalId!, userId)));
  }
  return { ...counts, rejections };
}

function rejectionOf({ user: _, ...row }: ReadUser, { message }: PulsebaseError): Rejection {
  return { ...row, reason: 'invalid_user', message };
}
