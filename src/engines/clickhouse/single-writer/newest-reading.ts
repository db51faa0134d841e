import { closeEnd } from '../../../window/close-end.ts';
import type { Covering } from '../../../window/covering.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';

/**
 * How new the readings of a store are that no other process writes to. A window that ends beyond the newest one, as those of
 * most queries do, has no cut hour at its end to be counted.
 */
export class NewestReading {
  readonly #executor: Executor;
  #stored: Promise<number> | undefined;
  #written = 0;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** Readings of these instants (Unix ms) are about to be written. */
  raise(timestamps: ArrayLike<number>): void {
    for (let at = 0; at < timestamps.length; at += 1) this.#written = Math.max(this.#written, timestamps[at]!);
  }

  /** Answers by the covering with the fewest raw pieces. */
  async answer<T>(covering: Covering, answerBy: (covering: Covering) => Promise<T>): Promise<T> {
    const closed = covering.raw.length === 0 ? covering : closeEnd(covering, await this.#bound());
    const answer = await answerBy(closed);
    // A reading may have come meanwhile that lies beyond the window, in its last hour.
    const isRight = closed === covering || closeEnd(covering, await this.#bound()) !== covering;
    return isRight ? answer : answerBy(covering);
  }

  /** Unix ms; no reading is newer. */
  async #bound(): Promise<number> {
    if (this.#executor.topology.isShared) return Number.POSITIVE_INFINITY;
    if (this.#stored === undefined) {
      // The engine knows it of each part, and reads none.
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
