import type { Window } from '../../window/window.ts';
import type { NotedChange } from './change-log.ts';

/** Why a user has to be evaluated. */
export interface DueUser {
  readonly userId: number;
  /** Covers all readings that may have changed; `undefined` when none has. */
  readonly window: Window | undefined;
  /** The rules by which everything is evaluated anew. */
  readonly wholly: 'all' | ReadonlySet<string>;
  /** When the first of the changes came, in Unix milliseconds. */
  readonly cameAt: number;
  /** The changes, each of which is forgotten once all its users are evaluated. */
  readonly notes: readonly OpenNote[];
}

/** A noted change, and how many of its users have not been evaluated. */
export interface OpenNote {
  readonly change: NotedChange;
  left: number;
}

const FIRST_ASIDE_MS = 1000;
const MAX_ASIDE_MS = 30_000;

/** The users who have to be evaluated, each once however many changes there are, those who have waited longest first. */
export class DueUsers {
  readonly #waiting = new Map<number, DueUser>();
  readonly #busy = new Set<number>();
  /** Those who could not be evaluated. */
  readonly #aside = new Map<number, { readonly due: DueUser; readonly until: number; readonly tries: number }>();

  /** Users who wait or are being evaluated, without those who are set aside. */
  get size(): number {
    return this.#waiting.size + this.#busy.size;
  }

  /** When the first change came that waits, in Unix milliseconds; `undefined` when none does. */
  get oldest(): number | undefined {
    return this.#waiting.values().next().value?.cameAt;
  }

  /** Users who are set aside. */
  get aside(): number {
    return this.#aside.size;
  }

  add(due: DueUser): void {
    const aside = this.#aside.get(due.userId);
    if (aside !== undefined && !this.#busy.has(due.userId)) {
      this.#aside.set(due.userId, { ...aside, due: merged(aside.due, due) });
      return;
    }
    const known = this.#waiting.get(due.userId);
    this.#waiting.set(due.userId, known === undefined ? due : merged(known, due));
  }

  /**
   * Sets a user aside who could not be evaluated, for longer each time, and whatever else comes of this user.
   *
   * @param now By a clock that nobody sets, in milliseconds.
   * @returns How often it was done, from 1.
   */
  setAside(due: DueUser, now: number): number {
    const { userId } = due;
    const tries = (this.#aside.get(userId)?.tries ?? 0) + 1;
    const waiting = this.#waiting.get(userId);
    this.#waiting.delete(userId);
    this.#busy.delete(userId);
    const until = now + Math.min(FIRST_ASIDE_MS * 2 ** (tries - 1), MAX_ASIDE_MS);
    this.#aside.set(userId, { due: waiting === undefined ? due : merged(waiting, due), until, tries });
    return tries;
  }

  /** The next user, of whom no other evaluation is under way; the caller must call {@link end}, {@link giveBack} or {@link setAside}. */
  next(now: number): DueUser | undefined {
    for (const [userId, { due, until }] of this.#aside) {
      if (until > now || this.#busy.has(userId)) continue;
      this.#busy.add(userId);
      return due;
    }
    for (const [userId, due] of this.#waiting) {
      if (this.#busy.has(userId)) continue;
      this.#waiting.delete(userId);
      this.#busy.add(userId);
      return due;
    }
    return undefined;
  }

  /** Gives back a user who was not evaluated. */
  giveBack(due: DueUser): void {
    this.#busy.delete(due.userId);
    this.add(due);
  }

  end({ userId }: DueUser): void {
    this.#busy.delete(userId);
    this.#aside.delete(userId);
  }
}

function merged(one: DueUser, other: DueUser): DueUser {
  return {
    userId: one.userId,
    window: one.window && other.window ? hull(one.window, other.window) : (one.window ?? other.window),
    wholly: one.wholly === 'all' || other.wholly === 'all' ? 'all' : new Set([...one.wholly, ...other.wholly]),
    cameAt: Math.min(one.cameAt, other.cameAt),
    notes: [...one.notes, ...other.notes],
  };
}

function hull(one: Window, other: Window): Window {
  return { from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) };
}
