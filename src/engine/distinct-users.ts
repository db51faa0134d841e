/** Returns the distinct users of some rows. Rows of one user are mostly adjacent, so that few need a look-up in the set. */
export function distinctUsers(rows: { readonly length: number; readonly userIds: ArrayLike<number> }): Set<number> {
  const users = new Set<number>();
  let last = -1;
  for (let at = 0; at < rows.length; at += 1) {
    const id = rows.userIds[at]!;
    if (id !== last) users.add(id);
    last = id;
  }
  return users;
}
