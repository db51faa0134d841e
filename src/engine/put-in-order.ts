import { isSameUser } from '../model/is-same-user.ts';
import { mergeUser } from '../model/merge-user.ts';
import type { User } from '../model/user.ts';
import type { ExistingUsers, PutCounts } from './engine.ts';

/** What putting users comes to. */
export interface PutUsers {
  readonly counts: PutCounts;
  /** Those who have to be written, each once, as they are in the end. */
  readonly changed: readonly User[];
}

/**
 * Puts users one after the other in memory: an id that comes again meets what the row before it left.
 *
 * @param stored Those of them who are stored.
 */
export function putInOrder(stored: Iterable<User>, users: Iterable<User>, existing: ExistingUsers): PutUsers {
  const known = new Map<number, User>();
  for (const user of stored) known.set(user.id, user);
  const changed = new Map<number, User>();
  const counts = { inserted: 0, updated: 0, unchanged: 0 };
  for (const user of users) {
    const before = known.get(user.id);
    const after = before === undefined ? user : userAfter(before, user, existing);
    if (before !== undefined && isSameUser(before, after)) {
      counts.unchanged += 1;
      continue;
    }
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
