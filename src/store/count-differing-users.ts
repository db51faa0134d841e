import { isSameUser } from '../model/is-same-user.ts';
import type { User } from '../model/user.ts';
import type { Source } from './store.ts';

/** Counts the users who are in both lists with the same id, but differ. Both lists are in order of id. */
export async function countDifferingUsers(these: Source<User>, those: Source<User>): Promise<number> {
  const others = iterate(those);
  let differing = 0;
  try {
    let other = await others.next();
    for await (const user of these) {
      while (other.done !== true && other.value.id < user.id) other = await others.next();
      if (other.done === true) break;
      if (other.value.id === user.id && !isSameUser(other.value, user)) differing += 1;
    }
  } finally {
    await others.return();
  }
  return differing;
}

async function* iterate(users: Source<User>): AsyncGenerator<User, void> {
  yield* users;
}
