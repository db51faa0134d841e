import type { Window } from '../../window/window.ts';

/**
 * The last erasure of each instant. A later erasure overwrites earlier ones, which leaves ordered intervals with one number each:
 * a look-up is a binary search, however many erasures there were.
 */
export class ErasureTimeline {
  /** First instants of the intervals; each reaches to the next one, the last has no end. */
  #starts: number[] = [];
  /** The last erasure of each interval; 0 where there was none. */
  #erasures: number[] = [];

  /** Number of intervals. */
  get size(): number {
    return this.#starts.length;
  }

  /** Records an erasure, later than all recorded before. */
  add({ from, to }: Window, erasure: number): void {
    const end = to + 1;
    const first = this.#startsBefore(from);
    const last = this.#startsBefore(end);
    const isCut = this.#starts[last] !== end;
    const beyond = this.#erasures[last - 1] ?? 0;
    this.#starts.splice(first, last - first, ...(isCut ? [from, end] : [from]));
    this.#erasures.splice(first, last - first, ...(isCut ? [erasure, beyond] : [erasure]));
  }

  /** The last erasure of an instant; 0 when there was none. */
  lastAt(instant: number): number {
    return this.#erasures[this.#startsBefore(instant + 1) - 1] ?? 0;
  }

  /** Forgets the erasures up to one. */
  forget(upTo: number): void {
    const starts: number[] = [];
    const erasures: number[] = [];
    for (let at = 0; at < this.#starts.length; at += 1) {
      const erasure = this.#erasures[at]! > upTo ? this.#erasures[at]! : 0;
      if (erasure === (erasures.at(-1) ?? 0)) continue;
      starts.push(this.#starts[at]!);
      erasures.push(erasure);
    }
    this.#starts = starts;
    this.#erasures = erasures;
  }

  #startsBefore(instant: number): number {
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle]! < instant) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
