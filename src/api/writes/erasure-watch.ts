import type { ReadingBlock } from '../../model/reading-block.ts';
import type { Rejection } from '../../model/rejection.ts';
import { takeRowsOut } from '../../model/take-rows-out.ts';
import type { UserRef } from '../../model/user-ref.ts';
import type { Window } from '../../window/window.ts';
import { ErasureTimeline } from './erasure-timeline.ts';

/** The moment at which a write began: the number of the last erasure before it. */
export interface WriteStart {
  readonly at: number;
}

/** Additions after which it is worth looking for what can be forgotten. */
const SWEEP_AFTER = 1000;

/**
 * Remembers deletions for as long as a write is on its way that began before them. A long body that was sent before somebody
 * was deleted must not bring back what was deleted.
 *
 * A user is known here by every name that a write may use: the id, and texts that are not looked up yet.
 *
 * Erasures are numbered. What is kept is not their list but whom and what they took last, so that a reading is looked up in
 * the time of a search, and what is erased twice takes no more room.
 */
export class ErasureWatch {
  #now = 0;
  /** In the order of their beginning. */
  readonly #underWay = new Set<WriteStart>();
  /** By user who was deleted, the erasure that did it last. */
  #users = new Map<UserRef, number>();
  /** By user whose readings were deleted. */
  #readings = new Map<UserRef, ErasureTimeline>();
  /** Readings that were deleted whosesoever they were. */
  #everybody = new ErasureTimeline();
  #added = 0;
  #keptAtSweep = 0;

  /** Users, and stretches of time, that are remembered: none when no write is on its way. */
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

  /** Users are deleted, with all their readings. */
  addUsers(ids: readonly UserRef[]): void {
    this.#add(ids.length, (erasure) => {
      for (const id of ids) this.#users.set(id, erasure);
    });
  }

  /** Readings in a window are deleted. */
  addReadings(users: readonly UserRef[] | 'all', window: Window): void {
    this.#add(users === 'all' ? 1 : users.length, (erasure) => {
      if (users === 'all') this.#everybody.add(window, erasure);
      else for (const user of users) this.#timelineOf(user).add(window, erasure);
    });
  }

  /** Takes out of a block what was erased since the write began; the others keep their order. */
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

  /** Forgets what was erased before the oldest write began that is still on its way. */
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
