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

/** The users who have to be evaluated, each once however many changes there are, those who have waited longest first. */
export class DueUsers {
  readonly #waiting = new Map<number, DueUser>();
  readonly #busy = new Set<number>();

  /** Users who wait or are being evaluated. */
  get size(): number {
    return this.#waiting.size + this.#busy.size;
  }

  /** When the first change came that waits, in Unix milliseconds; `undefined` when none does. */
  get oldest(): number | undefined {
    return this.#waiting.values().next().value?.cameAt;
  }

  add(due: DueUser): void {
    const known = this.#waiting.get(due.userId);
    this.#waiting.set(due.userId, known === undefined ? due : merged(known, due));
  }

  /** The next user, of whom no other evaluation is under way; the caller must call {@link end}. */
  next(): DueUser | undefined {
    for (const [userId, due] of this.#waiting) {
      if (this.#busy.has(userId)) continue;
      this.#waiting.delete(userId);
      this.#busy.add(userId);
      return due;
    }
    return undefined;
  }

  end({ userId }: DueUser): void {
    this.#busy.delete(userId);
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
