import type { UserIdentity } from '../../model/user.ts';
import { userNotFound } from '../../model/user-not-found.ts';
import type { McpStore } from './mcp-tool.ts';

/** @throws PulsebaseError `USER_NOT_FOUND`. */
export async function identifiedUser(store: McpStore, user: string): Promise<UserIdentity> {
  const [found] = await store.identifyUsers([user]);
  if (found === undefined) throw userNotFound(user);
  return found;
}
