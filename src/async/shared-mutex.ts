/** Lets work through when its turn has come. */
export interface Turns {
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Lets through some together who may be together, and everyone else alone, in the order of arrival. */
export class SharedMutex {
  /** Over when the last one who goes alone is through. */
  #alone: Promise<unknown> = Promise.resolve();
  /** Those who go together stand in lanes: each is over when the last one in it is through. */
  readonly #lanes: Promise<unknown>[];
  #nextLane = 0;

  /** @param lanes How many may go together. */
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
