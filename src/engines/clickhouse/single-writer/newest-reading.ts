import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';

/** An upper bound of the instants in a store that no other process writes to. */
export class NewestReading {
  readonly #executor: Executor;
  #stored: Promise<number> | undefined;
  #written = 0;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** Call when readings of these instants (Unix ms) are about to be written. */
  raise(timestamps: ArrayLike<number>): void {
    for (let at = 0; at < timestamps.length; at += 1) this.#written = Math.max(this.#written, timestamps[at]!);
  }

  /** Unix ms; no reading is newer. */
  async bound(): Promise<number> {
    if (this.#stored === undefined) {
      // The engine keeps the highest instant of each part, so no reading is read.
      const reading = queryIntegers(this.#executor, 'SELECT max(ts) FROM pulsebase.readings', 1).then(
        ([[newest = 0] = []]) => newest,
      );
      this.#stored = reading;
      reading.catch(() => {
        this.#stored = undefined;
      });
    }
    return Math.max(await this.#stored, this.#written);
  }
}
