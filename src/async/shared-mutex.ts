import type { Turns } from './turns.ts';

/** Lets through all together who may be together, and everyone else alone, in the order of arrival. */
export class SharedMutex {
  /** Settles when the last exclusive work is done. */
  #alone: Promise<unknown> = Promise.resolve();
  /** Each is over when one of those who go together is through. */
  readonly #others = new Set<Promise<unknown>>();

  readonly together: Turns = {
    run: (work) => {
      const turn = this.#alone.then(work);
      const over: Promise<unknown> = settled(turn).then(() => this.#others.delete(over));
      this.#others.add(over);
      return turn;
    },
  };

  readonly alone: Turns = {
    run: (work) => {
      const turn = Promise.all([this.#alone, ...this.#others]).then(work);
      this.#alone = settled(turn);
      return turn;
    },
  };
}

function settled(turn: Promise<unknown>): Promise<unknown> {
  return turn.catch(() => {});
}
