import { NextRun } from '../../async/next-run.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import type { Rejection } from '../../model/rejection.ts';
import type { UserRef } from '../../model/user-ref.ts';
import type { StateDatabase } from '../../state/state-database.ts';
import type { Store } from '../../store/store.ts';
import { ErasureWatch, type WriteStart } from './erasure-watch.ts';
import { type Erasure, SharedErasures } from './shared-erasures.ts';

/**
 * Keeps writes from bringing back what is erased while they are on their way, by this service or by another one with the same state.
 */
export class ErasureFence {
  readonly #watch = new ErasureWatch();
  /** The erasures of other services; `undefined` where there are none. */
  readonly #others: SharedErasures | undefined;
  /** Many requests may begin at once; one look serves all of them. */
  readonly #look: NextRun;

  /** @param state Where services tell each other what they erase; left out where a service is alone. */
  constructor(store: Store, state?: StateDatabase) {
    const others = state === undefined ? undefined : new SharedErasures(state, store, this.#watch);
    this.#others = others;
    this.#look = new NextRun(async () => others?.takeUp());
  }

  /** Takes up what others have erased: no affair of a write that begins after it. Never rejects. */
  async takeUp(): Promise<void> {
    if (this.#others !== undefined) await this.#look.run();
  }

  /** The same in any case. @throws PulsebaseError `CONNECTION_FAILED`. */
  async refresh(): Promise<void> {
    await this.#others?.refresh();
  }

  /** Tells other services that the batches of this one are still being written. @throws PulsebaseError `CONNECTION_FAILED`. */
  async renew(): Promise<void> {
    await this.#others?.batches.renew();
  }

  /** Carries out once more what other services erased while they did not know of a batch of this one. */
  async settle(): Promise<void> {
    await this.#others?.settle();
  }

  /** Begins a write; the caller must end it. */
  begin(): WriteStart {
    return this.#watch.begin();
  }

  end(start: WriteStart): void {
    this.#watch.end(start);
  }

  /** Removes from a block what was erased since the write began; the others keep their order. */
  takeErased(block: ReadingBlock, start: WriteStart): Rejection[] {
    return this.#watch.takeErased(block, start);
  }

  /** Whether a user was deleted since the write began. */
  isErasedUser(user: UserRef, start: WriteStart): boolean {
    return this.#watch.isErasedUser(user, start);
  }

  /** Writes a batch that keeps to what others erase meanwhile. */
  around<T>(write: () => Promise<T>): Promise<T> {
    return this.#others === undefined ? write() : this.#others.around(write);
  }

  /** Raises the fence, before anything is erased. @throws ServiceError `CONNECTION_FAILED`: nothing may be deleted. */
  async announce(erasure: Erasure): Promise<void> {
    await this.#others?.announce(erasure);
    const { users, window } = erasure;
    if (window !== undefined) this.#watch.addReadings(users, window);
    else if (users !== 'all') this.#watch.addUsers(users);
  }

  /** Forgets announcements that no write can be older than, and batches that killed services have left. */
  async deleteOld(): Promise<void> {
    await this.#others?.deleteOld();
    await this.#others?.batches.deleteOld();
  }
}
