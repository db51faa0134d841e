import type { TestContext } from 'node:test';

/** Turns of the event loop since the count began. */
export interface Turns {
  readonly count: number;
}

/** Later than any clock of this process, and goes on from test to test: what remembers a time must not meet an earlier one. */
let now = 1e12;

/**
 * Counts the turns of the event loop until the test is over, on a clock that runs so fast that whoever holds the loop has always
 * held it long enough. What is done within one turn then does not depend on the machine.
 */
export function countTurns(context: TestContext): Turns {
  context.mock.method(performance, 'now', () => {
    now += 10;
    return now;
  });
  const turns = { count: 0 };
  let isOver = false;
  context.after(() => {
    isOver = true;
  });
  const tick = () => {
    turns.count += 1;
    if (!isOver) setImmediate(tick);
  };
  setImmediate(tick);
  return turns;
}

/** The most calls of `called` within one turn. */
export class CallsATurn {
  readonly #turns: Turns;
  #turn = -1;
  #calls = 0;
  most = 0;

  constructor(turns: Turns) {
    this.#turns = turns;
  }

  called(): void {
    this.#calls = this.#turn === this.#turns.count ? this.#calls + 1 : 1;
    this.#turn = this.#turns.count;
    this.most = Math.max(this.most, this.#calls);
  }
}
