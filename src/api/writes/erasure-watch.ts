import type { ReadingBlock } from '../../model/reading-block.ts';
import type { Rejection } from '../../model/rejection.ts';
import { takeRowsOut } from '../../model/take-rows-out.ts';
import type { UserRef } from '../../model/user-ref.ts';
import type { Window } from '../../window/window.ts';
import { ErasureTimeline } from './erasure-timeline.ts';

/** The start of a write: the number of the last erasure before it. */
export interface WriteStart {
  readonly at: number;
}

/** Additions after which it is worth looking for entries to forget. */
const SWEEP_AFTER = 1000;

/**
 * Remembers deletions while a write that began before them is under way. A long body sent before somebody was deleted must not
 * bring back what was deleted.
 *
 * A user is recorded by every name that a write may use: the id, and texts that have not been looked up.
 *
 * Erasures are numbered. Only the last erasure of each user and instant is kept, so that a look-up is a binary search, and
 * erasing the same again takes no more memory.
 */
export class ErasureWatch {
  #now = 0;
  /** In the order of their start. */
  readonly #underWay = new Set<WriteStart>();
  /** The last erasure of each deleted user. */
  #users = new Map<UserRef, number>();
  /** Erasures of readings, by user. */
  #readings = new Map<UserRef, ErasureTimeline>();
  /** Erasures of everybody's readings. */
  #everybody = new ErasureTimeline();
  #added = 0;
  #keptAtSweep = 0;

  /** Number of users and intervals remembered: 0 when no write is under way. */
  get size(): number {
    const stretches = this.#readings.values().reduce((sum, timeline) => sum + timeline.size, this.#everybody.size);
    return this.#users.size + stretches;
  }

  begin(): WriteStart {
    const start = { at: this.#now };
    this.#underWay.add(start);
    return start;
  }

  end(start: WriteStart): void {
    this.#underWay.delete(start);
    if (this.#underWay.size === 0) this.#forgetAll();
  }

  /** Records that users are deleted, with all their readings. */
  addUsers(ids: readonly UserRef[]): void {
    this.#add(ids.length, (erasure) => {
      for (const id of ids) this.#users.set(id, erasure);
    });
  }

  /** Records that readings in a window are deleted. */
  addReadings(users: readonly UserRef[] | 'all', window: Window): void {
    this.#add(users === 'all' ? 1 : users.length, (erasure) => {
      if (users === 'all') this.#everybody.add(window, erasure);
      else for (const user of users) this.#timelineOf(user).add(window, erasure);
    });
  }

  /** Removes from a block what was erased since the write began; the others keep their order. */
  takeErased(block: ReadingBlock, { at: start }: WriteStart): Rejection[] {
    if (this.#now === start) return [];
    const { timestamps, rows } = block;
    return takeRowsOut(block, (at) =>
      this.#lastErasureOf(block.userAt(at), timestamps[at]!) > start
        ? { row: rows[at]!, reason: 'erased', message: 'deleted while this write was on its way' }
        : undefined,
    );
  }

  /** Whether a user was deleted since the write began. */
  isErasedUser(user: UserRef, { at: start }: WriteStart): boolean {
    return (this.#users.get(user) ?? 0) > start;
  }

  #lastErasureOf(user: UserRef, timestamp: number): number {
    return Math.max(
      this.#users.get(user) ?? 0,
      this.#readings.get(user)?.lastAt(timestamp) ?? 0,
      this.#everybody.lastAt(timestamp),
    );
  }

  #timelineOf(user: UserRef): ErasureTimeline {
    const known = this.#readings.get(user);
    if (known !== undefined) return known;
    const timeline = new ErasureTimeline();
    this.#readings.set(user, timeline);
    return timeline;
  }

  #add(count: number, note: (erasure: number) => void): void {
    this.#now += 1;
    if (this.#underWay.size === 0) return;
    note(this.#now);
    this.#added += count;
    // At each doubling, so that an erasure costs no more than its own size in the long run.
    if (this.#added > Math.max(SWEEP_AFTER, this.#keptAtSweep)) this.#sweep();
  }

  /** Forgets what was erased before the oldest pending write began. */
  #sweep(): void {
    const oldest = this.#underWay.values().next().value?.at ?? this.#now;
    for (const [id, erasure] of this.#users) if (erasure <= oldest) this.#users.delete(id);
    for (const [id, timeline] of this.#readings) {
      timeline.forget(oldest);
      if (timeline.size === 0) this.#readings.delete(id);
    }
    this.#everybody.forget(oldest);
    this.#added = 0;
    this.#keptAtSweep = this.size;
  }

  #forgetAll(): void {
    if (this.#users.size > 0) this.#users = new Map();
    if (this.#readings.size > 0) this.#readings = new Map();
    if (this.#everybody.size > 0) this.#everybody = new ErasureTimeline();
    this.#added = 0;
    this.#keptAtSweep = 0;
  }
}
