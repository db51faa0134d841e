import { Lanes } from '../../async/lanes.ts';
import { SharedMutex } from '../../async/shared-mutex.ts';
import type { Turns } from '../../async/turns.ts';

/**
 * Where work on the store waits for its turn: as many writes at once as the store takes, and a deletion alone, so that no write is
 * half done meanwhile.
 */
export class WriteQueue {
  /** Turns of work that adds or corrects. */
  readonly writes: Turns;
  /** Turns of work that deletes, or reads the whole store. */
  readonly alone: Turns;

  /** @param concurrentWrites How many writes the store carries out at once. */
  constructor(concurrentWrites: number) {
    const { together, alone } = new SharedMutex();
    const lanes = new Lanes(concurrentWrites);
    this.writes = { run: (work) => together.run(() => lanes.run(work)) };
    this.alone = alone;
  }
}
