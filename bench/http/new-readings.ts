/** Gives instants that the store holds nothing of yet, so that every reading that is sent is a new one. */
export class NewReadings {
  #next: number;

  /** @param newest Unix ms of the newest reading in the store. */
  constructor(newest: number) {
    this.#next = newest + 1;
  }

  /** The newest instant that was given. */
  get newest(): number {
    return this.#next;
  }

  /** The first of `span` milliseconds that nobody else gets. */
  take(span: number): number {
    const first = this.#next;
    this.#next += span;
    return first;
  }
}
