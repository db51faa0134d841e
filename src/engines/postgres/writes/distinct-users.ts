import type { ReadingBlock } from '../../../model/reading-block.ts';

/** The users of a block in order of id. */
export function distinctUsers({ userIds, length }: ReadingBlock): number[] {
  const ids = new Set<number>();
  // Readings of one user mostly stand together.
  let last = Number.NaN;
  for (let at = 0; at < length; at += 1) {
    const id = userIds[at]!;
    if (id !== last) ids.add(id);
    last = id;
  }
  return [...ids].sort((a, b) => a - b);
}
