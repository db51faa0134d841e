/**
 * Runs the same work for many: whoever asks is served by a run that begins after that, and one run serves all who asked before
 * it began. One runs at a time.
 */
export class NextRun {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  run(): Promise<void> {
    this.#next ??= (this.#running ?? Promise.resolve())
      .catch(() => {})
      .then(() => {
        this.#running = this.#next;
        this.#next = undefined;
        return this.#work();
      });
    return this.#next;
  }
}
