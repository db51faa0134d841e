/** Those of some users who are not known: a write leaves their rows out and tells of them. */
export function unknownUsers(users: Iterable<number>, known: ReadonlySet<number>): Set<number> {
  const unknown = new Set<number>();
  for (const id of users) if (!known.has(id)) unknown.add(id);
  return unknown;
}
