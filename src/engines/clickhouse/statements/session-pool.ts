import type { PoolUse } from '../../../engine/pool-use.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';

/** Hands out a fixed number of items to callers, in the order in which they came. */
export class SessionPool<T> {
  readonly #free: T[];
  readonly #waiting: ((item: T) => void)[] = [];
  readonly #timeoutSeconds: number;
  readonly #size: number;

  constructor(items: readonly T[], timeoutSeconds: number) {
    this.#free = [...items];
    this.#size = items.length;
    this.#timeoutSeconds = timeoutSeconds;
  }

  get poolUse(): PoolUse {
    const idle = this.#free.length;
    return { inUse: this.#size - idle, idle, waiting: this.#waiting.length };
  }

  async use<R>(work: (item: T) => Promise<R>): Promise<R> {
    const item = this.#free.pop() ?? (await this.#wait());
    try {
      return await work(item);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(item);
      else next(item);
    }
  }

  #wait(): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        const message = `no connection became free within ${this.#timeoutSeconds} s; raise POOL_TIMEOUT or ask less at once`;
        reject(new PulsebaseError('POOL_TIMEOUT', message));
      }, this.#timeoutSeconds * 1000);
      const take = (item: T) => {
        clearTimeout(timer);
        resolve(item);
      };
      this.#waiting.push(take);
    });
  }
}
