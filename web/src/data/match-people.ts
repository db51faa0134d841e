import type { User } from './people-calls.ts';

/** People whose name, id or external id begins with, or else has in it, what is sought; everybody where nothing is. */
export function matchPeople(people: ReadonlyMap<number, User> | undefined, sought: string): User[] {
  const words = sought.trim().toLocaleLowerCase();
  const all = [...(people?.values() ?? [])];
  if (words === '') return all;
  const textsOf = ({ id, name, externalId }: User) =>
    [String(id), name, externalId ?? ''].map((text) => text.toLocaleLowerCase());
  const first = all.filter((user) => textsOf(user).some((text) => text.startsWith(words)));
  const chosen = new Set(first);
  return [...first, ...all.filter((user) => !chosen.has(user) && textsOf(user).some((text) => text.includes(words)))];
}
