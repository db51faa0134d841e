import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { UserRef } from '../model/user-ref.ts';
import type { Store } from '../store/store.ts';
import type { CommandContext } from './command-context.ts';
import { formatCount, formatNumberOf } from './format/numbers.ts';

/** Users that a caller names, and how many of them are unknown to the store. */
export interface NamedUsers {
  readonly named: number;
  readonly unknown: number;
  /** Users named more than once. */
  readonly repeated: number;
}

/**
 * Prints how many of the users named for deletion exist, before anything is deleted; returns the ids of those.
 *
 * @throws PulsebaseError `USER_NOT_FOUND` when all are unknown: the list is meant for another store, or mistyped.
 */
export async function announceUsers(
  context: CommandContext,
  store: Store,
  refs: readonly UserRef[],
): Promise<NamedUsers & { readonly ids: readonly number[] }> {
  const found = await store.identifyUsers(refs);
  const ids = [...new Set(found.flatMap((user) => user?.id ?? []))];
  const unknown = new Set(refs.filter((_, at) => found[at] === undefined)).size;
  const named = ids.length + unknown;
  const users = { named, unknown, repeated: refs.length - named };
  if (!context.json) await context.print(users, () => [line(users)]);
  await context.out.flush();
  if (ids.length === 0) {
    const whom = named === 1 ? 'the user named is' : `all ${formatCount(named)} users named are`;
    throw new PulsebaseError('USER_NOT_FOUND', `${whom} unknown to this store; nothing was deleted`, {
      field: 'user',
    });
  }
  return { ...users, ids };
}

function line({ named, unknown, repeated }: NamedUsers): string {
  const again =
    repeated === 0 ? '' : ` (${formatCount(repeated)} ${repeated === 1 ? 'id is a repeat' : 'ids are repeats'})`;
  return `${formatNumberOf(named, 'user')} named${again}, ${formatCount(unknown)} unknown to this store`;
}
