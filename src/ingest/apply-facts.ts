import type { PersonFacts } from '../importers/import-job.ts';
import type { UserInput } from '../model/user.ts';
import { canonicalUserId } from '../model/user-id.ts';
import { UserName } from '../model/user-name.ts';
import type { UserRef } from '../model/user-ref.ts';
import type { Store } from '../store/store.ts';

/**
 * Tells a store what a file says of people: makes those who do not exist, and fills in what is not known of those who do. What
 * is known stays as it is. Returns the number of users made.
 *
 * @param person whom facts are about that name nobody.
 */
export async function applyFacts(
  store: Store,
  facts: readonly PersonFacts[],
  person: number | UserName | undefined,
): Promise<number> {
  const users: UserInput[] = [];
  const told = facts.flatMap(({ user = person, ...rest }) =>
    user === undefined ? [] : [{ ...rest, ref: user instanceof UserName ? user.text : user }],
  );
  // A store that is made with its first user says of nobody more than that he is not there.
  const there = told.length === 0 ? [] : await store.identifyUsers(told.map(({ ref }) => ref));
  for (const [at, { ref, externalId, gender, age, birthDate, name }] of told.entries()) {
    const known = there[at] === undefined ? undefined : await store.getUser(ref);
    const news = {
      ...(externalId !== undefined && (known === undefined || known.externalId === null) ? { externalId } : {}),
      ...(gender !== undefined && (known === undefined || known.gender === 'unknown') ? { gender } : {}),
      ...(age !== undefined && (known === undefined || known.age === null) ? { age } : {}),
      ...(birthDate !== undefined && (known === undefined || known.birthDate === null) ? { birthDate } : {}),
      ...(name !== undefined && (known === undefined || known.name === '') ? { name } : {}),
    };
    if (known === undefined) users.push({ ...namesOf(ref), ...news });
    else if (Object.keys(news).length > 0) users.push({ id: known.id, ...news });
  }
  if (users.length === 0) return 0;
  return (await store.importUsers(users)).inserted;
}

function namesOf(ref: UserRef): Pick<UserInput, 'id' | 'externalId'> {
  if (typeof ref === 'number') return { id: ref };
  const id = canonicalUserId(ref);
  return id === undefined ? { externalId: ref } : { id };
}
