import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { giveWay } from '../../async/give-way.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import type { Receipt, Store } from '../../store/store.ts';
import type { ErasureFence } from './erasure-fence.ts';
import type { WriteStart } from './erasure-watch.ts';
import { type Group, type WaitingWrite, WaitingWrites } from './waiting-writes.ts';
import { type WritePart, writeGroup } from './write-group.ts';
import type { WriteQueue } from './write-queue.ts';

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
 * Under load, commits take at most half of the time of each writer, so that groups grow on a slow machine; but no request waits
 * longer than a tenth of a second for that.
 */
const PARTS_OF_TIME = 2;
const MAX_PACE_MS = 100;

/** How often a waiting group checks whether it is full. */
const PACE_MS = 5;

/** What groups are committed with. */
export interface Committing {
  readonly store: Store;
  readonly queue: WriteQueue;
  readonly fence: ErasureFence;
  readonly limits: GroupLimits;
  readonly observer: WriteObserver;
  /** How many groups may be under way at a time. */
  readonly atOnce: number;
}

/**
 * Small requests that wait during a commit form the next group, so that many devices do not cost a commit each. A commit costs
 * about the same however few rows it has; so under load commits are spaced out, which leaves the processor to queries. A single
 * request never waits for others. Where the store takes several writes at once, several groups are under way, no two of them with
 * readings of the same user.
 */
export class GroupCommit {
  readonly #with: Committing;
  readonly #waiting: WaitingWrites;
  #underWay = 0;
  #isGathering = false;
  #isHurrying = false;
  /** The last group that began: when, and how many requests were in it; and how long the last one took that is over. */
  #last = { at: Number.NEGATIVE_INFINITY, ms: 0, requests: 0 };

  constructor(committing: Committing) {
    this.#with = committing;
    this.#waiting = new WaitingWrites(committing.atOnce > 1);
  }

  /**
   * Commits the readings of one request, together with others that arrive at the same time.
   *
   * @param requireRight Throws when they may not be committed any more.
   */
  commit(block: ReadingBlock, start: WriteStart, requireRight = () => {}): Promise<Receipt> {
    const settle = Promise.withResolvers<Receipt>();
    this.#waiting.add({ block, start, requireRight, settle });
    void this.#gather();
    return settle.promise;
  }

  /** Lets no request wait for a crowd any more. */
  hurry(): void {
    this.#isHurrying = true;
  }

  /** Begins groups while there are some to begin; called again when one is over. */
  async #gather(): Promise<void> {
    if (this.#isGathering) return;
    this.#isGathering = true;
    while (this.#waiting.mayTake && this.#underWay < this.#with.atOnce) {
      // Requests of the same turn of the event loop belong together.
      await setImmediate();
      await this.#keepDistance();
      await this.#begin();
    }
    this.#isGathering = false;
  }

  /** Each of those that are written side by side keeps its distance from the next one in its place. */
  async #keepDistance(): Promise<void> {
    const { limits, atOnce } = this.#with;
    const { groupCommitInterval, groupCommitRows } = limits;
    const pace = Math.min(this.#last.ms * PARTS_OF_TIME, MAX_PACE_MS);
    const distance = groupCommitInterval === 0 ? 0 : Math.max(groupCommitInterval, pace) / atOnce;
    while (this.#last.requests > 1 && !this.#isHurrying && this.#waiting.rows < groupCommitRows) {
      const left = this.#last.at + distance - performance.now();
      if (left <= 0) return;
      await sleep(Math.min(left, PACE_MS));
    }
  }

  /** Settles when a group has its turn, and is formed of all who have come by then. */
  #begin(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { queue, limits } = this.#with;
    this.#underWay += 1;
    void queue.writes.run(async () => {
      const group = this.#waiting.take(limits.groupCommitRows);
      resolve();
      if (group !== undefined) {
        this.#last = { ...this.#last, at: performance.now(), requests: group.writes.length };
        await this.#commitGroup(group);
        this.#waiting.release(group);
      }
      this.#underWay -= 1;
      void this.#gather();
    });
    return promise;
  }

  /** Never rejects: a failure is that of each request. */
  async #commitGroup({ writes, rows }: Group): Promise<void> {
    const { store, fence, observer } = this.#with;
    const started = performance.now();
    const receipts = new Map<WaitingWrite, Receipt>();
    const failures = new Map<WaitingWrite, unknown>();
    let failure: unknown;
    try {
      await fence.around(async () => {
        const allowed = writes.filter((write) => mayCommit(write, failures));
        const parts = allowed.map(
          ({ block, start }): WritePart => ({ rejections: fence.takeErased(block, start), block }),
        );
        const written = await writeGroup(store, parts);
        for (const [at, write] of allowed.entries()) receipts.set(write, written[at]!);
      });
    } catch (error) {
      failure = error;
      receipts.clear();
    }
    const ms = performance.now() - started;
    this.#last = { ...this.#last, ms };
    observer.group(writes.length, rows, ms);
    for (const write of writes) {
      const receipt = receipts.get(write);
      if (receipt === undefined) write.settle.reject(failures.get(write) ?? failure);
      else write.settle.resolve(receipt);
      // The continuation of each request takes time.
      await giveWay();
    }
  }
}

/** Whether a request may be committed still; notes why not. */
function mayCommit(write: WaitingWrite, failures: Map<WaitingWrite, unknown>): boolean {
  try {
    write.requireRight();
    return true;
  } catch (error) {
    failures.set(write, error);
    return false;
  }
}
