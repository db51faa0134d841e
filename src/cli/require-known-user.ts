import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Store } from '../store/store.ts';

/**
 * Nothing found about a user may be a mistyped id: tells the two apart.
 *
 * @throws PulsebaseError `USER_NOT_FOUND`.
 */
export async function requireKnownUser(store: Store, userId: number): Promise<void> {
  if ((await store.getUser(userId)) !== undefined) return;
  throw new PulsebaseError('USER_NOT_FOUND', `no user has the id ${userId}; pulsebase users list shows all`, {
    field: 'userId',
  });
}
