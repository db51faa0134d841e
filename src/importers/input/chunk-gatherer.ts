/** Small enough to be parsed in a millisecond or so. */
const GATHERED_BYTES = 16 * 1024;
const FIRST_BYTES = 512;

/** Puts small chunks of bytes together, since a `Buffer` of one byte takes a hundred in memory and a turn of every loop behind it. */
export class ChunkGatherer {
  #held = Buffer.allocUnsafe(0);
  #bytes = 0;

  /** Takes a chunk; gives those that are complete by it, in order. */
  add(chunk: Buffer): Buffer[] {
    const wanted = this.#bytes + chunk.length;
    if (wanted >= GATHERED_BYTES) return [...this.rest(), chunk];
    if (wanted > this.#held.length) {
      // Twice as large each time, so that a sender of a few bytes holds no more than about that.
      const larger = Buffer.allocUnsafe(Math.max(FIRST_BYTES, 2 * wanted));
      this.#held.copy(larger, 0, 0, this.#bytes);
      this.#held = larger;
    }
    this.#bytes += chunk.copy(this.#held, this.#bytes);
    return [];
  }

  /** What is held, if anything; it is given away. */
  rest(): Buffer[] {
    const rest = this.#bytes > 0 ? [this.#held.subarray(0, this.#bytes)] : [];
    this.#held = Buffer.allocUnsafe(0);
    this.#bytes = 0;
    return rest;
  }
}
