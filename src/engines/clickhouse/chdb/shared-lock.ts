/** Runs work concurrently, or one piece exclusively: that waits for what is running, and later work waits for it. */
export class SharedLock {
  readonly #running = new Set<Promise<unknown>>();
  #alone: Promise<void> | undefined;

  async share<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone !== undefined) await this.#alone;
    const running = work();
    const settled = running.then(
      () => {},
      () => {},
    );
    this.#running.add(settled);
    try {
      return await running;
    } finally {
      this.#running.delete(settled);
    }
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone !== undefined) await this.#alone;
    const running = Promise.all(this.#running).then(work);
    this.#alone = running.then(
      () => {},
      () => {},
    );
    try {
      return await running;
    } finally {
      this.#alone = undefined;
    }
  }
}
