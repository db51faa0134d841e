import { Mutex } from './mutex.ts';
import type { Turns } from './turns.ts';

/** Lets a few through at a time: each waits in the shortest lane, and one of each lane is let through. */
export class Lanes implements Turns {
  readonly #lanes: readonly Mutex[];

  constructor(count: number) {
    this.#lanes = Array.from({ length: count }, () => new Mutex());
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    return this.#lanes.reduce((best, lane) => (lane.waiting < best.waiting ? lane : best)).run(work);
  }
}
