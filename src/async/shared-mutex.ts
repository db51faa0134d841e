/** Lets work through when its turn has come. */
export interface Turns {
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Lets through together those who may be together, and everyone else alone, in the order of arrival. */
export class SharedMutex {
  /** Over when the last one who goes alone is through. */
  #alone: Promise<unknown> = Promise.resolve();
  /** Those who came after that one. */
  #together = new Set<Promise<unknown>>();

  readonly together: Turns = {
    run: (work) => {
      const turn = this.#alone.then(work);
      const over = settled(turn);
      const members = this.#together;
      members.add(over);
      void over.then(() => members.delete(over));
      return turn;
    },
  };

  readonly alone: Turns = {
    run: (work) => {
      const turn = Promise.all([this.#alone, ...this.#together]).then(work);
      this.#alone = settled(turn);
      this.#together = new Set();
      return turn;
    },
  };
}

function settled(turn: Promise<unknown>): Promise<unknown> {
  return turn.catch(() => {});
}
