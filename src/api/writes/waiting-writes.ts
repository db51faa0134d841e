import type { ReadingBlock } from '../../model/reading-block.ts';
import type { UserRef } from '../../model/user-ref.ts';
import type { Receipt } from '../../store/store.ts';
import type { WriteStart } from './erasure-watch.ts';

/** A small request that waits to be committed. */
export interface WaitingWrite {
  readonly block: ReadingBlock;
  readonly start: WriteStart;
  /** Throws when it may not be committed any more. */
  readonly requireRight: () => void;
  readonly settle: PromiseWithResolvers<Receipt>;
}

/** Requests that are committed together. */
export interface Group {
  readonly writes: readonly WaitingWrite[];
  /** Readings in it. */
  readonly rows: number;
  readonly users: ReadonlySet<UserRef>;
}

/** A request and the users of its readings. */
interface Waiting extends WaitingWrite {
  readonly users: ReadonlySet<UserRef>;
}

/** The most requests that are looked at for a group: whoever is passed over is looked at again each time. */
const MAX_LOOKED_AT = 5000;
const NOBODY: ReadonlySet<UserRef> = new Set();

/**
 * Small requests from their arrival to the end of their commit. A request waits for those before it that have a user in common
 * with it, so that what is said of a user is written in the order of arrival, and groups side by side do not wait for each other
 * in the store; others may overtake it. Nobody waits for ever: whoever is passed over has all later ones of its users wait. Where
 * most would have to be passed over, all wait for the commits under way: many small commits cost more than a large one.
 *
 * A user whom one request names by id and another one by text is not recognised: there the locks of the store decide.
 */
export class WaitingWrites {
  readonly #isSideBySide: boolean;
  #waiting: Waiting[] = [];
  #rows = 0;
  /** Users of the groups that are being committed. */
  readonly #busy = new Set<UserRef>();
  /** Users of those who have to be passed over, and how many those are. */
  #passedOver = new Set<UserRef>();
  #passedOverCount = 0;
  #mayTake = false;

  /** @param isSideBySide Whether a group may be taken while another one is being committed. */
  constructor(isSideBySide: boolean) {
    this.#isSideBySide = isSideBySide;
  }

  /** Whether it is worth taking a group now, beside those that are being committed. */
  get mayTake(): boolean {
    return this.#mayTake;
  }

  /** Readings that wait. */
  get rows(): number {
    return this.#rows;
  }

  add(write: WaitingWrite): void {
    const waiting = { ...write, users: this.#isSideBySide ? usersOf(write.block) : NOBODY };
    this.#waiting.push(waiting);
    this.#rows += write.block.length;
    if (this.#mustWait(waiting)) this.#passOver(waiting);
    else if (this.#waiting.length >= 2 * this.#passedOverCount) this.#mayTake = true;
  }

  /** Takes a group: at most so many readings, unless a single request has more; `undefined` where it is not worth it. */
  take(maxRows: number): Group | undefined {
    const writes: Waiting[] = [];
    const left: Waiting[] = [];
    let rows = 0;
    let at = 0;
    let isFull = false;
    this.#passedOver = new Set();
    this.#passedOverCount = 0;
    for (; at < this.#waiting.length && at < MAX_LOOKED_AT; at += 1) {
      const write = this.#waiting[at]!;
      if (this.#mustWait(write)) {
        this.#passOver(write);
        left.push(write);
        continue;
      }
      isFull = writes.length > 0 && rows + write.block.length > maxRows;
      if (isFull) break;
      writes.push(write);
      rows += write.block.length;
    }
    this.#mayTake = isFull;
    if (writes.length === 0 || writes.length < left.length) {
      this.#mayTake = false;
      return undefined;
    }
    this.#waiting = left.concat(this.#waiting.slice(at));
    this.#rows -= rows;
    const users = new Set(writes.flatMap((write) => [...write.users]));
    for (const user of users) this.#busy.add(user);
    return { writes, rows, users };
  }

  /** Tells that the commit of a group is over. */
  release({ users }: Group): void {
    for (const user of users) this.#busy.delete(user);
    this.#mayTake = this.#waiting.length > 0;
  }

  #mustWait({ users }: Waiting): boolean {
    for (const user of users) if (this.#busy.has(user) || this.#passedOver.has(user)) return true;
    return false;
  }

  #passOver({ users }: Waiting): void {
    for (const user of users) this.#passedOver.add(user);
    this.#passedOverCount += 1;
  }
}

function usersOf(block: ReadingBlock): Set<UserRef> {
  const users = new Set<UserRef>();
  for (let at = 0; at < block.length; at += 1) {
    // Most rows are of the user of the row before.
    if (at === 0 || block.userIds[at] !== block.userIds[at - 1]) users.add(block.userAt(at));
  }
  return users;
}
