/** Returns the unknown ones of some users: a write skips their rows and reports them. */
export function unknownUsers(users: Iterable<number>, known: ReadonlySet<number>): Set<number> {
  const unknown = new Set<number>();
  for (const id of users) if (!known.has(id)) unknown.add(id);
  return unknown;
}
