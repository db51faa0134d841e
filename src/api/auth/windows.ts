/** What is counted in a window, and how much of the window is left. */
export interface Window<T> {
  readonly state: T;
  readonly msLeft: number;
}

/**
 * Windows of time by key, each from the first thing that is counted in it, by a clock that nobody can set. Memory is bounded:
 * while there are as many keys as fit, all further ones share a window, so that nobody gets around a limit by being many.
 */
export class Windows<T> {
  readonly #ms: number;
  readonly #maxKeys: number;
  readonly #begin: () => T;
  readonly #onEnd: (key: string, state: T) => T | undefined;
  /** In the order in which they began. */
  readonly #windows = new Map<string, { readonly state: T; readonly since: number }>();

  /** @param onEnd Told of each window that is over; what it gives begins another one for the key. */
  constructor(
    ms: number,
    maxKeys: number,
    begin: () => T,
    onEnd: (key: string, state: T) => T | undefined = () => undefined,
  ) {
    this.#ms = ms;
    this.#maxKeys = maxKeys;
    this.#begin = begin;
    this.#onEnd = onEnd;
  }

  /** The window of a key that is open now. */
  of(key: string): Window<T> {
    this.endOld();
    const name = this.#windows.has(key) || this.#windows.size < this.#maxKeys ? key : 'others';
    const now = performance.now();
    const found = this.#windows.get(name);
    const window = found ?? { state: this.#begin(), since: now };
    if (found === undefined) this.#windows.set(name, window);
    return { state: window.state, msLeft: window.since + this.#ms - now };
  }

  /** Ends the windows that are over. */
  endOld(): void {
    const now = performance.now();
    for (const [key, { state, since }] of this.#windows) {
      if (now - since < this.#ms) return;
      this.#windows.delete(key);
      const next = this.#onEnd(key, state);
      if (next !== undefined) this.#windows.set(key, { state: next, since: now });
    }
  }

  /** Ends them all. */
  close(): void {
    for (const [key, { state }] of this.#windows) this.#onEnd(key, state);
    this.#windows.clear();
  }
}
