import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { giveWay } from '../../async/give-way.ts';
import type { Turns } from '../../async/turns.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import type { Receipt, Store } from '../../store/store.ts';
import type { ErasureWatch, WriteStart } from './erasure-watch.ts';
import { type WritePart, writeGroup } from './write-group.ts';

/** How small requests are grouped. */
export interface GroupLimits {
  /** The most readings committed together. */
  readonly groupCommitRows: number;
  /** Minimum milliseconds from one commit to the next while several requests arrive at a time; 0 for no minimum. */
  readonly groupCommitInterval: number;
}

/** Called with what is committed. */
export interface WriteObserver {
  group(requests: number, rows: number, ms: number): void;
}

/**
 * Under load, commits take at most half of the time, so that groups grow on a slow machine; but no request waits longer than a
 * tenth of a second for that.
 */
const PARTS_OF_TIME = 2;
const MAX_PACE_MS = 100;

/** How often a waiting group checks whether it is full. */
const PACE_MS = 5;

interface WaitingPart {
  readonly block: ReadingBlock;
  readonly start: WriteStart;
  readonly settle: PromiseWithResolvers<Receipt>;
}

/**
 * Small requests that wait during a commit form the next group, so that many devices do not cost a commit each. A commit costs
 * about the same however few rows it has; so under load commits are spaced out, which leaves the processor to queries. A single
 * request never waits for others.
 */
export class GroupCommit {
  readonly #store: Store;
  readonly #writes: Turns;
  readonly #erasures: ErasureWatch;
  readonly #limits: GroupLimits;
  readonly #observer: WriteObserver;
  readonly #waiting: WaitingPart[] = [];
  #isGathering = false;
  #isHurrying = false;
  /** The last group: when it began, how long it took, and how many requests were in it. */
  #last = { at: Number.NEGATIVE_INFINITY, ms: 0, requests: 0 };

  constructor(store: Store, writes: Turns, erasures: ErasureWatch, limits: GroupLimits, observer: WriteObserver) {
    this.#store = store;
    this.#writes = writes;
    this.#erasures = erasures;
    this.#limits = limits;
    this.#observer = observer;
  }

  /** Commits the readings of one request, together with others that arrive at the same time. */
  commit(block: ReadingBlock, start: WriteStart): Promise<Receipt> {
    const settle = Promise.withResolvers<Receipt>();
    this.#waiting.push({ block, start, settle });
    if (!this.#isGathering) void this.#gather();
    return settle.promise;
  }

  /** Lets no request wait for a crowd any more. */
  hurry(): void {
    this.#isHurrying = true;
  }

  async #gather(): Promise<void> {
    this.#isGathering = true;
    while (this.#waiting.length > 0) {
      // Requests of the same turn of the event loop belong together.
      await setImmediate();
      await this.#keepDistance();
      await this.#writes.run(() => this.#commitGroup());
    }
    this.#isGathering = false;
  }

  async #keepDistance(): Promise<void> {
    const { groupCommitInterval, groupCommitRows } = this.#limits;
    const pace = Math.min(this.#last.ms * PARTS_OF_TIME, MAX_PACE_MS);
    const distance = groupCommitInterval === 0 ? 0 : Math.max(groupCommitInterval, pace);
    const isFull = () => this.#waiting.reduce((rows, { block }) => rows + block.length, 0) >= groupCommitRows;
    while (this.#last.requests > 1 && !this.#isHurrying && !isFull()) {
      const left = this.#last.at + distance - performance.now();
      if (left <= 0) return;
      await sleep(Math.min(left, PACE_MS));
    }
  }

  async #commitGroup(): Promise<void> {
    const group: WaitingPart[] = [];
    let rows = 0;
    while (
      this.#waiting.length > 0 &&
      (group.length === 0 || rows + this.#waiting[0]!.block.length <= this.#limits.groupCommitRows)
    ) {
      const part = this.#waiting.shift()!;
      group.push(part);
      rows += part.block.length;
    }
    const started = performance.now();
    let receipts: readonly Receipt[] | undefined;
    let failure: unknown;
    try {
      const parts = group.map(
        ({ block, start }): WritePart => ({ rejections: this.#erasures.takeErased(block, start), block }),
      );
      receipts = await writeGroup(this.#store, parts);
    } catch (error) {
      failure = error;
    }
    const ms = performance.now() - started;
    this.#last = { at: started, ms, requests: group.length };
    this.#observer.group(group.length, rows, ms);
    for (const [at, { settle }] of group.entries()) {
      if (receipts === undefined) settle.reject(failure);
      else settle.resolve(receipts[at]!);
      // The continuation of each request takes time.
      await giveWay();
    }
  }
}
