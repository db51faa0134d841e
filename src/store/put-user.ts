import type { Engine } from '../engine/engine.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { PutUser, User } from '../model/user.ts';
import type { TextHash } from './derived-user-id.ts';
import { externalIdTaken } from './external-id-taken.ts';
import { usersWithIds } from './users-with-ids.ts';

/** Another process may make the same user while it is put. */
const MAX_TRIES = 10;

/** Puts one user, and returns it with its id. @throws PulsebaseError `EXTERNAL_ID_TAKEN`, `INVALID_ARGUMENT` */
export async function putUser(engine: Engine, told: PutUser, hash?: TextHash): Promise<User> {
  for (let tries = 1; ; tries += 1) {
    const [user] = await usersWithIds(engine, [told], hash);
    if (user === undefined || user instanceof PulsebaseError) throw user;
    const { taken } = await engine.putUsers([user], 'replace');
    const [owner] = taken;
    if (owner === undefined) return user;
    if (told.id !== undefined || tries === MAX_TRIES) throw externalIdTaken(user.externalId!, owner.userId);
  }
}
