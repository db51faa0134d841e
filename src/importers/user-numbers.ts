import { isExternalId } from '../model/external-id.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import { canonicalUserId } from '../model/user-id.ts';

/** The most names that are told apart. */
const MOST_NAMES = 100_000;

/** Says who the users with these external ids or ids are, in their order; `undefined` of nobody. */
export type Identify = (names: readonly string[]) => Promise<readonly ({ readonly id: number } | undefined)[]>;

/** Numbers for users named by text, the same in all blocks: below zero, so that they are no user ids, unless those were learnt. */
export class UserNumbers {
  readonly #most: number;
  readonly #numbers = new Map<string, number>();
  #isFull = false;

  constructor(most: number = MOST_NAMES) {
    this.#most = most;
  }

  /** Whether there were more names than are told apart. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Learns the ids of the users whom a block is the first to name. */
  async learn({ userNames }: ReadingBlock, identify: Identify): Promise<void> {
    const room = this.#most - this.#numbers.size;
    const names = userNames.filter((name) => !this.#numbers.has(name) && isExternalId(name)).slice(0, room);
    if (names.length === 0) return;
    const known = await identify(names);
    for (const [at, name] of names.entries()) {
      const id = known[at]?.id ?? canonicalUserId(name);
      if (id !== undefined) this.#numbers.set(name, id);
    }
  }

  /** The numbers of a block's names, in their order; 0 for those that there is no room for. */
  of({ userNames }: ReadingBlock): readonly number[] {
    return userNames.map((name) => this.#numberOf(name));
  }

  #numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (this.#numbers.size >= this.#most) {
      this.#isFull = true;
      return 0;
    }
    const number = -this.#numbers.size - 1;
    this.#numbers.set(name, number);
    return number;
  }
}
