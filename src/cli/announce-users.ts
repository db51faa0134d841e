import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Store } from '../store/store.ts';
import type { CommandContext } from './command-context.ts';
import { formatCount, formatNumberOf } from './format/numbers.ts';

/** Users whom a caller names, and how many of them the store does not know. */
export interface NamedUsers {
  readonly named: number;
  readonly unknown: number;
  /** Ids that are named again. */
  readonly repeated: number;
}

/** Up to here users are asked for one by one; more are found in the list of all, which comes in pages. */
const ASKED_FOR = 50;

/**
 * Says of users who are named for deletion how many the store knows, before anything is done to them.
 *
 * @throws PulsebaseError `USER_NOT_FOUND` when all are unknown: such a list is meant for another store, or mistyped.
 */
export async function announceUsers(
  context: CommandContext,
  store: Store,
  ids: readonly number[],
): Promise<NamedUsers> {
  const distinct = new Set(ids);
  const known = distinct.size > ASKED_FOR ? await countListed(store, distinct) : await countFound(store, distinct);
  const users = { named: distinct.size, unknown: distinct.size - known, repeated: ids.length - distinct.size };
  if (!context.json) await context.print(users, () => [line(users)]);
  await context.out.flush();
  if (known === 0) {
    const whom = distinct.size === 1 ? 'the user named is' : `all ${formatCount(distinct.size)} users named are`;
    throw new PulsebaseError('USER_NOT_FOUND', `${whom} unknown to this store; nothing was deleted`, {
      field: 'userId',
    });
  }
  return users;
}

function line({ named, unknown, repeated }: NamedUsers): string {
  const again =
    repeated === 0 ? '' : ` (${formatCount(repeated)} ${repeated === 1 ? 'id is a repeat' : 'ids are repeats'})`;
  return `${formatNumberOf(named, 'user')} named${again}, ${formatCount(unknown)} unknown to this store`;
}

async function countListed(store: Store, ids: ReadonlySet<number>): Promise<number> {
  let known = 0;
  for await (const { id } of store.listUsers()) {
    if (ids.has(id)) known += 1;
    if (known === ids.size) break;
  }
  return known;
}

async function countFound(store: Store, ids: ReadonlySet<number>): Promise<number> {
  let known = 0;
  for (const id of ids) if ((await store.getUser(id)) !== undefined) known += 1;
  return known;
}
