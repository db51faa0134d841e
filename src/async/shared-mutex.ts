/** Runs work when its turn comes. */
export interface Turns {
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Runs shared work together and exclusive work alone, in the order of arrival. */
export class SharedMutex {
  /** Settles when the last exclusive work is done. */
  #alone: Promise<unknown> = Promise.resolve();
  /** Shared work is spread over lanes: each settles when the last work in it is done. */
  readonly #lanes: Promise<unknown>[];
  #nextLane = 0;

  /** @param lanes How many may run together. */
  constructor(lanes: number) {
    this.#lanes = Array.from({ length: lanes }, () => Promise.resolve());
  }

  readonly together: Turns = {
    run: (work) => {
      const lane = this.#nextLane;
      this.#nextLane = (lane + 1) % this.#lanes.length;
      const turn = Promise.all([this.#alone, this.#lanes[lane]]).then(work);
      this.#lanes[lane] = settled(turn);
      return turn;
    },
  };

  readonly alone: Turns = {
    run: (work) => {
      const turn = Promise.all([this.#alone, ...this.#lanes]).then(work);
      this.#alone = settled(turn);
      return turn;
    },
  };
}

function settled(turn: Promise<unknown>): Promise<unknown> {
  return turn.catch(() => {});
}
