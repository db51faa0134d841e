import type { Range } from '../../../window/covering.ts';
import type { View } from '../memtable/view.ts';
import type { Executor } from '../statements/executor.ts';
import { readCutTotals } from './read-cut-totals.ts';
import { readHours } from './read-hours.ts';
import type { StoreCache } from './store-cache.ts';

/** For a store that other processes write to: nothing may be cached between answers. */
export class NoCache implements StoreCache {
  readonly isComplete = false;
  readonly totals = undefined;
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async users() {
    return undefined;
  }

  hours(userId: number, range: Range, view: View) {
    return readHours(this.#executor, userId, range, view);
  }

  cutHours(userId: number, pieces: readonly Range[], view: View) {
    return readCutTotals(this.#executor, userId, pieces, view);
  }

  async newestBound() {
    return Number.POSITIVE_INFINITY;
  }

  async newestBoundsOf() {
    return undefined;
  }

  async newestInParts() {
    return Number.POSITIVE_INFINITY;
  }

  usersChanged(): void {}

  readingsComing(): void {}

  partsGrowing(): void {}

  flushed(): void {}

  regionChanged(): void {}

  reset(): void {}
}
