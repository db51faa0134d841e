import type { ReadingColumns } from '../schema/reading-columns.ts';

/**
 * Upper bounds of the instants of each user's readings in the parts of a store that no other process writes to: whatever is newer
 * is in a memtable. Of users who were asked for.
 */
export class NewestInParts {
  readonly #bounds = new Map<number, number>();

  /** Call when readings are about to be put into the parts. */
  raise({ length, userIds, timestamps }: ReadingColumns): void {
    if (this.#bounds.size === 0) return;
    for (let at = 0; at < length; at += 1) {
      const bound = this.#bounds.get(userIds[at]!);
      if (bound !== undefined && timestamps[at]! > bound) this.#bounds.set(userIds[at]!, timestamps[at]!);
    }
  }

  /**
   * Unix ms; no reading of the user in the parts is newer.
   *
   * @param bounds Gives bounds, by user, of all readings that there are, or are about to be, wherever they are.
   */
  async boundOf(userId: number, bounds: () => Promise<ReadonlyMap<number, number>>): Promise<number> {
    const known = this.#bounds.get(userId);
    if (known !== undefined) return known;
    const bound = Math.max((await bounds()).get(userId) ?? 0, this.#bounds.get(userId) ?? 0);
    this.#bounds.set(userId, bound);
    return bound;
  }
}
