import type { PersonFacts } from '../importers/import-job.ts';
import { canonicalUserId } from '../model/user-id.ts';
import { UserName } from '../model/user-name.ts';
import type { UserRef } from '../model/user-ref.ts';
import type { DryRun } from '../store/dry-run.ts';
import type { Store } from '../store/store.ts';

/**
 * How many users `applyFacts` would make who are new to a dry run, which remembers them.
 *
 * @param person whom facts are about that name nobody.
 */
export async function usersToMake(
  store: Store,
  facts: readonly PersonFacts[],
  person: number | UserName | undefined,
  dryRun: DryRun,
): Promise<number> {
  const told = new Set<UserRef>();
  for (const { user = person } of facts) {
    if (user !== undefined) told.add(user instanceof UserName ? (canonicalUserId(user.text) ?? user.text) : user);
  }
  if (told.size === 0) return 0;
  const refs = [...told];
  const known = await store.identifyUsers(refs);
  return dryRun.make(refs.filter((_, at) => known[at] === undefined));
}
