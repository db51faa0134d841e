import { Lanes } from '../../async/lanes.ts';
import { SharedMutex } from '../../async/shared-mutex.ts';
import type { Turns } from '../../async/turns.ts';
import type { StateDatabase } from '../../state/state-database.ts';
import type { Store } from '../../store/store.ts';
import { ErasureWatch } from './erasure-watch.ts';
import { GroupCommit, type GroupLimits, type WriteObserver } from './group-commit.ts';
import { RequestWrite, type SharedWriting } from './request-write.ts';
import { SharedErasures } from './shared-erasures.ts';

/** Concurrent writes, if the store supports them: enough to keep it busy, far fewer than the pool shared with queries. */
const MAX_TOGETHER = 4;

/**
 * All writes of the service begin here; nothing else can write to the store. A deletion runs alone, so that no write is half done
 * meanwhile. A write (a group of small requests, or a batch of a large one) runs together with others if the store supports
 * concurrent writes, otherwise alone. Each is atomic, durable and part of every answer when its promise settles.
 */
export class WriteQueue {
  readonly #shared: SharedWriting;
  #underWay = 0;

  /** @param state Where services tell each other what they erase; left out where a service is alone. */
  constructor(store: Store, limits: GroupLimits, observer: WriteObserver, state?: StateDatabase) {
    const { together, alone } = new SharedMutex();
    const lanes = new Lanes(MAX_TOGETHER);
    const few: Turns = { run: (work) => together.run(() => lanes.run(work)) };
    const turns = store.capabilities.concurrentWriters ? few : alone;
    const erasures = new ErasureWatch();
    const others = state === undefined ? undefined : new SharedErasures(state, store, erasures);
    const writes: Turns = others === undefined ? turns : { run: (work) => turns.run(() => others.around(work)) };
    const groups = new GroupCommit(store, writes, erasures, limits, observer);
    this.#shared = { store, writes, alone, erasures, others, groups };
  }

  /** Requests whose writes are not over. */
  get underWay(): number {
    return this.#underWay;
  }

  /** What other services erase. */
  get others(): SharedErasures | undefined {
    return this.#shared.others;
  }

  /** Begins the write of a request, before its body is read; the caller must end it. */
  begin(): RequestWrite {
    const { erasures } = this.#shared;
    const start = erasures.begin();
    this.#underWay += 1;
    return new RequestWrite(this.#shared, start, () => {
      this.#underWay -= 1;
      erasures.end(start);
    });
  }

  /** Stops delaying requests to form groups. */
  hurry(): void {
    this.#shared.groups.hurry();
  }
}
