import type { StateDatabase } from '../../state/state-database.ts';
import type { Store } from '../../store/store.ts';
import { ErasureFence } from './erasure-fence.ts';
import { GroupCommit, type GroupLimits, type WriteObserver } from './group-commit.ts';
import { RequestWrite, type SharedWriting } from './request-write.ts';
import { WriteQueue } from './write-queue.ts';

/**
 * All writes of the service begin here; nothing else can write to the store. Each (a group of small requests, or a batch of a large
 * one) is atomic, durable and part of every answer when its promise settles.
 */
export class ServiceWrites {
  readonly fence: ErasureFence;
  readonly #shared: SharedWriting;
  #underWay = 0;

  /** @param state What services share; left out where a service is alone. */
  constructor(store: Store, limits: GroupLimits, observer: WriteObserver, state?: StateDatabase) {
    const { concurrentWrites } = store.capabilities;
    const queue = new WriteQueue(concurrentWrites);
    const fence = new ErasureFence(store, state);
    const groups = new GroupCommit({ store, queue, fence, limits, observer, atOnce: concurrentWrites });
    this.fence = fence;
    this.#shared = { store, queue, fence, groups };
  }

  /** Requests whose writes are not over. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Begins the write of a request, before its body is read; the caller must end it. */
  begin(): RequestWrite {
    const { fence } = this.#shared;
    const start = fence.begin();
    this.#underWay += 1;
    return new RequestWrite(this.#shared, start, () => {
      this.#underWay -= 1;
      fence.end(start);
    });
  }

  /** Stops delaying requests to form groups. */
  hurry(): void {
    this.#shared.groups.hurry();
  }
}
