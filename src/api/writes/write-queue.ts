import { Mutex } from '../../async/mutex.ts';
import type { Store } from '../../store/store.ts';
import { ErasureWatch } from './erasure-watch.ts';
import { GroupCommit, type GroupLimits, type WriteObserver } from './group-commit.ts';
import { RequestWrite, type SharedWriting } from './request-write.ts';

/**
 * The one place where writes of the service begin. It alone holds the store for writing, and lets one write through at a
 * time: a group of small requests, a batch of a large one, or a deletion. Each is atomic, durable and part of every answer
 * when its promise settles: on PostgreSQL by a transaction, on ClickHouse by the journal.
 */
export class WriteQueue {
  readonly #shared: SharedWriting;
  #underWay = 0;

  constructor(store: Store, limits: GroupLimits, observer: WriteObserver) {
    const mutex = new Mutex();
    const erasures = new ErasureWatch();
    const groups = new GroupCommit(store, mutex, erasures, limits, observer);
    this.#shared = { store, mutex, erasures, groups };
  }

  /** Requests whose writes are not over yet. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Begins the write of a request, before its body is read; whoever begins it ends it. */
  begin(): RequestWrite {
    const { erasures } = this.#shared;
    const start = erasures.begin();
    this.#underWay += 1;
    return new RequestWrite(this.#shared, start, () => {
      this.#underWay -= 1;
      erasures.end(start);
    });
  }

  /** Lets no request wait for a crowd any more. */
  hurry(): void {
    this.#shared.groups.hurry();
  }
}
