import type { Range } from '../../../window/covering.ts';
import type { Executor } from '../statements/executor.ts';
import { readHours } from './read-hours.ts';
import type { StoreCache } from './store-cache.ts';

/** For a store that other processes write to: nothing may be cached between answers. */
export class NoCache implements StoreCache {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async users() {
    return undefined;
  }

  hours(userId: number, range: Range) {
    return readHours(this.#executor, userId, range);
  }

  async newestBound() {
    return Number.POSITIVE_INFINITY;
  }

  during<T>(write: () => Promise<T>) {
    return write();
  }

  usersChanged(): void {}

  readingsComing(): void {}

  regionChanged(): void {}

  reset(): void {}

  async append() {
    return false;
  }
}
