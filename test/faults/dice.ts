import { draw } from '../../src/generator/random-draw.ts';

/** Random numbers that a seed names, so that a failure can be played again. */
export class Dice {
  readonly #seed: number;
  #rolls = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** From 0 up to but not including 1. */
  fraction(): number {
    this.#rolls += 1;
    return draw(this.#seed, 0x51ab, this.#rolls) * 2 ** -32;
  }

  /** From 0 up to but not including `end`. */
  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** `count` distinct ones. */
  some<T>(list: readonly T[], count: number): T[] {
    const rest = [...list];
    return Array.from({ length: count }, () => rest.splice(this.below(rest.length), 1)[0]!);
  }
}
