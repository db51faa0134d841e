import type { Engine, ExistingUsers, PutCounts } from '../engine/engine.ts';
import type { User } from '../model/user.ts';

/** Puts users as if one by one: a second row of a user comes after the first. */
export async function putInOrder(engine: Engine, users: readonly User[], existing: ExistingUsers): Promise<PutCounts> {
  const sum = { inserted: 0, updated: 0, unchanged: 0 };
  for (const distinct of distinctRuns(users)) {
    const { inserted, updated, unchanged } = await engine.putUsers(distinct, existing);
    sum.inserted += inserted;
    sum.updated += updated;
    sum.unchanged += unchanged;
  }
  return sum;
}

/** Cuts a list where an id comes again. */
function* distinctRuns(users: readonly User[]): Generator<readonly User[]> {
  let run = new Map<number, User>();
  for (const user of users) {
    if (run.has(user.id)) {
      yield [...run.values()];
      run = new Map();
    }
    run.set(user.id, user);
  }
  if (run.size > 0) yield [...run.values()];
}
