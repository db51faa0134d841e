import type { Engine, ExistingUsers } from '../engine/engine.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Rejection } from '../model/rejection.ts';
import type { User } from '../model/user.ts';
import type { TextHash } from './derived-user-id.ts';
import { externalIdTaken } from './external-id-taken.ts';
import type { WrittenPage } from './import-users.ts';
import type { ReadUser } from './user-rows.ts';
import { usersWithIds } from './users-with-ids.ts';

/** Other processes may make the users of a page so often while it is put. */
const MAX_TRIES = 10;

/** Puts the users of a page of an import one after the other; one with another user's external id is rejected. */
export async function putPage(
  engine: Engine,
  page: readonly ReadUser[],
  existing: ExistingUsers,
  hash?: TextHash,
): Promise<WrittenPage> {
  const written = { inserted: 0, updated: 0, unchanged: 0, rejections: [] as Rejection[] };
  let rest = page;
  for (let tries = 1; rest.length > 0; tries += 1) {
    const { users, rows, rejections } = await identified(engine, rest, hash);
    written.rejections.push(...rejections);
    const { taken, ...counts } = await engine.putUsers(users, existing);
    for (const outcome of ['inserted', 'updated', 'unchanged'] as const) written[outcome] += counts[outcome];
    rest = [];
    for (const { index, userId } of taken) {
      const row = rows[index]!;
      // Another process has made the same user meanwhile, whose id is known the next time.
      if (row.user.id === undefined && tries < MAX_TRIES) rest = [...rest, row];
      else written.rejections.push(rejectionOf(row, externalIdTaken(users[index]!.externalId!, userId)));
    }
  }
  return written;
}

/** The rows with the ids of their users, and the rejections of those that have none. */
async function identified(
  engine: Engine,
  page: readonly ReadUser[],
  hash: TextHash | undefined,
): Promise<{ users: User[]; rows: ReadUser[]; rejections: Rejection[] }> {
  const withIds = await usersWithIds(
    engine,
    page.map(({ user }) => user),
    hash,
  );
  const users: User[] = [];
  const rows: ReadUser[] = [];
  const rejections: Rejection[] = [];
  for (const [at, user] of withIds.entries()) {
    const row = page[at]!;
    if (user instanceof PulsebaseError) rejections.push(rejectionOf(row, user));
    else {
      users.push(user);
      rows.push(row);
    }
  }
  return { users, rows, rejections };
}

function rejectionOf({ user: _, ...row }: ReadUser, { message }: PulsebaseError): Rejection {
  return { ...row, reason: 'invalid_user', message };
}
