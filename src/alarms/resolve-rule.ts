import { userNotFound } from '../model/user-not-found.ts';
import type { Store } from '../store/store.ts';
import type { CheckedRule } from './require-rule.ts';
import type { Rule } from './rule.ts';

/**
 * A checked rule whose users have been looked up.
 *
 * @throws PulsebaseError `USER_NOT_FOUND`.
 */
export async function resolveRule(
  { whom: { users, ...whom }, ...rule }: CheckedRule,
  store: Pick<Store, 'identifyUsers'>,
): Promise<Rule> {
  if (users === undefined) return { ...rule, whom };
  const found = await store.identifyUsers(users);
  const userIds = found.map((user, at) => {
    if (user === undefined) throw userNotFound(users[at]!);
    return user.id;
  });
  return { ...rule, whom: { ...whom, userIds: [...new Set(userIds)] } };
}
