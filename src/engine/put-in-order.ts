import { isSameUser } from '../model/is-same-user.ts';
import { mergeUser } from '../model/merge-user.ts';
import type { User } from '../model/user.ts';
import type { ExistingUsers, PutUsersCounts, TakenExternalId } from './engine.ts';

/** The result of putting users. */
export interface PutUsers {
  readonly counts: PutUsersCounts;
  /** Users to write, each once, in their final state. */
  readonly changed: readonly User[];
}

/**
 * Puts users one after the other in memory: a repeated id applies to the result of the row before. If two stored users have the
 * same external id, which only a failure of the store can cause, it belongs to the one with the lower id.
 *
 * @param stored The stored ones among them, and the stored users who have their external ids.
 */
export function putInOrder(stored: Iterable<User>, users: Iterable<User>, existing: ExistingUsers): PutUsers {
  const known = new Map<number, User>();
  const owners = new Map<string, number>();
  for (const user of stored) {
    known.set(user.id, user);
    const { externalId } = user;
    if (externalId !== null) owners.set(externalId, Math.min(user.id, owners.get(externalId) ?? user.id));
  }
  const changed = new Map<number, User>();
  const taken: TakenExternalId[] = [];
  const counts = { inserted: 0, updated: 0, unchanged: 0, taken };
  let index = -1;
  for (const user of users) {
    index += 1;
    const before = known.get(user.id);
    const after = before === undefined ? user : userAfter(before, user, existing);
    if (before !== undefined && isSameUser(before, after)) {
      counts.unchanged += 1;
      continue;
    }
    const owner = after.externalId === null ? undefined : owners.get(after.externalId);
    if (owner !== undefined && owner !== user.id) {
      taken.push({ index, userId: owner });
      continue;
    }
    if (before?.externalId != null && owners.get(before.externalId) === user.id) owners.delete(before.externalId);
    if (after.externalId !== null) owners.set(after.externalId, user.id);
    counts[before === undefined ? 'inserted' : 'updated'] += 1;
    known.set(user.id, after);
    changed.set(user.id, after);
  }
  return { counts, changed: [...changed.values()] };
}

function userAfter(before: User, told: User, existing: ExistingUsers): User {
  if (existing === 'keep') return before;
  return existing === 'merge' ? mergeUser(before, told) : told;
}
