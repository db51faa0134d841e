import type { Turns } from './turns.ts';

/** Lets a few through at a time, in the order of arrival: the next one takes the first lane that becomes free. */
export class Lanes implements Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // Handed on, so that nobody who comes meanwhile takes it.
      if (next !== undefined) next();
      else this.#free += 1;
    }
  }
}
