import type { ReadingBlock } from '../model/reading-block.ts';

/** The most names that are told apart. */
const MOST_NAMES = 100_000;

/** Numbers for users named by text, the same in all blocks: below zero, so that they are no user ids. */
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
