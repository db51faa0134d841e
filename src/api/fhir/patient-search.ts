import { EXTERNAL_ID_SYSTEM, USER_ID_SYSTEM } from '../../fhir/systems.ts';
import { isExternalId } from '../../model/external-id.ts';
import type { User } from '../../model/user.ts';
import { canonicalUserId } from '../../model/user-id.ts';
import type { ReadableStore } from '../reads/read-gate.ts';

type Store = Pick<ReadableStore, 'identifyUsers' | 'getUser'>;

/** The users with these ids (separated by commas) and all of these identifiers. */
export async function patientsNamed(
  store: Store,
  {
    ids,
    identifiers = [],
  }: { readonly ids?: string | undefined; readonly identifiers?: readonly string[] | undefined },
): Promise<User[]> {
  const sets: ReadonlySet<number>[] = [];
  if (ids !== undefined) sets.push(new Set(ids.split(',').flatMap((id) => canonicalUserId(id) ?? [])));
  for (const tokens of identifiers) sets.push(await idsOfTokens(store, tokens.split(',')));
  const [first = new Set<number>(), ...others] = sets;
  const found: User[] = [];
  for (const id of first) {
    if (!others.every((other) => other.has(id))) continue;
    const user = await store.getUser(id);
    if (user !== undefined) found.push(user);
  }
  return found;
}

/** An identifier without a system may be of either. */
async function idsOfTokens(store: Store, tokens: readonly string[]): Promise<ReadonlySet<number>> {
  const ids = new Set<number>();
  for (const token of tokens) {
    const [, system, value = ''] = /^(?:([^|]*)\|)?(.*)$/su.exec(token) ?? [];
    const id = canonicalUserId(value);
    if (id !== undefined && (system === undefined || system === USER_ID_SYSTEM)) ids.add(id);
    if (!isExternalId(value) || (system !== undefined && system !== EXTERNAL_ID_SYSTEM)) continue;
    const [user] = await store.identifyUsers([value]);
    if (user?.externalId === value) ids.add(user.id);
  }
  return ids;
}
