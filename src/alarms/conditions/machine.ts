import type { Episode } from '../episode.ts';
import type { History } from '../history.ts';
import type { Condition } from '../rule.ts';

/** Finds the episodes of one condition and one user, reading by reading. */
export interface Machine {
  /** Takes the next reading, by its number. Those in the reach of the condition must be in the history. */
  take(history: History, number: number): void;
  /** Episodes that are over, in order; its owner empties the list. */
  readonly ended: Episode[];
  /** The episode that goes on, or that the next readings may still change. */
  readonly current: Episode | undefined;
  /**
   * Whether what came before the bucket of the last reading no longer matters, but for those readings that a window looks back on: a
   * machine started here goes on in the same way.
   */
  readonly isIdle: boolean;
  /** One that goes on from here by itself; {@link ended} must be empty. */
  clone(): Machine;
}

/** How far in time a reading matters to a condition, in milliseconds. */
export interface Reach {
  /** Readings this much earlier than a change are where to begin, outside of an episode. */
  readonly back: number;
  /** Readings that must be in the history when the first one is taken, this much earlier than it. */
  readonly before: number;
  /** Readings this much later than a change may count otherwise than before. */
  readonly after: number;
  /** A change concerns whole buckets of this length. */
  readonly bucket: number;
}

/** One type of condition: a file in this folder, and a line in `kind-of-condition.ts`. */
export interface ConditionKind<C extends Condition> {
  reachOf(condition: C): Reach;
  /** @param since Readings before it are not looked back on. */
  start(condition: C, since: number): Machine;
  /** The episode that goes on at a wall-clock time because nothing came since the last reading. */
  silentSince?(condition: C, lastReading: number, now: number): Episode | undefined;
}

/** Minutes, which need not be whole, in milliseconds, which are. */
export function millisecondsOf(minutes: number): number {
  return Math.round(minutes * 60_000);
}
