import { ageRule, birthDateNumber } from '../model/age-rule.ts';
import type { User } from '../model/user.ts';
import { userNotFound } from '../model/user-not-found.ts';
import type { Store } from '../store/store.ts';
import type { CheckedSelection } from './export-selection.ts';

/** The part of a store that an export reads. */
export type ExportedStore = Pick<
  Store,
  'identifyUsers' | 'getUser' | 'listUsers' | 'readings' | 'averages' | 'scan' | 'scanParquet'
>;

/**
 * The users of a selection, in order of id.
 *
 * @throws PulsebaseError `USER_NOT_FOUND` when one who is named does not exist.
 */
export async function* selectedUsers(store: ExportedStore, selection: CheckedSelection): AsyncGenerator<User> {
  const isSelected = selectionRule(selection);
  for await (const user of selection.users === undefined ? store.listUsers() : named(store, selection.users)) {
    if (isSelected(user)) yield user;
  }
}

/** Whether everybody is selected. */
export function selectsEverybody({ users, genders, minAge }: CheckedSelection): boolean {
  return users === undefined && genders === undefined && minAge === undefined;
}

async function* named(store: ExportedStore, users: NonNullable<CheckedSelection['users']>): AsyncGenerator<User> {
  const found = await store.identifyUsers(users);
  const ids = found.map((user, at) => {
    if (user === undefined) throw userNotFound(users[at]!);
    return user.id;
  });
  for (const id of [...new Set(ids)].sort((one, other) => one - other)) {
    const user = await store.getUser(id);
    if (user === undefined) throw userNotFound(id);
    yield user;
  }
}

/** The same rule that `queryUsers` has. */
function selectionRule({ genders, minAge, asOf }: CheckedSelection): (user: User) => boolean {
  const age = minAge === undefined ? undefined : ageRule(minAge, asOf);
  return ({ gender, age: stored, birthDate }) => {
    if (genders !== undefined && !genders.includes(gender)) return false;
    if (age === undefined) return true;
    if (birthDate !== null) return birthDateNumber(birthDate) <= age.bornBy;
    return stored !== null && stored > age.olderThan;
  };
}
