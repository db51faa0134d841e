/** The count of a window, and how much of it is left. */
export interface Window<T> {
  readonly state: T;
  readonly msLeft: number;
}

/**
 * Time windows by key, each starting with its first count, by a monotonic clock. Memory is bounded: once there are too many keys,
 * all further ones share a window, so that nobody evades a limit by using many.
 */
export class Windows<T> {
  readonly #ms: number;
  readonly #maxKeys: number;
  readonly #begin: () => T;
  readonly #onEnd: (key: string, state: T) => T | undefined;
  /** In the order in which they began. */
  readonly #windows = new Map<string, { readonly state: T; readonly since: number }>();

  /** @param onEnd Called with each window that is over; what it returns begins another one for the key. */
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

  /** The current window of a key. */
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
