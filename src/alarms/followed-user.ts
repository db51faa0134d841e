import { kindOfCondition } from './conditions/kind-of-condition.ts';
import type { Machine } from './conditions/machine.ts';
import type { Episode } from './episode.ts';
import type { History } from './history.ts';
import type { Evaluation, Watched } from './user-courses.ts';

/** Memory of one rule, roughly. */
const LINE_BYTES = 400;

/** How the newest episode of one rule and one user has changed. */
export interface Progress<W extends Watched> {
  readonly watched: W;
  /** The episode that was the newest one and not settled, as last told; it is replaced. */
  readonly replaced: Episode | undefined;
  readonly episodes: readonly Episode[];
}

interface Line<W extends Watched> {
  readonly watched: W;
  readonly machine: Machine;
  /** The episode that was not settled when it was last told. */
  told: Episode | undefined;
}

/**
 * One user whose new readings are evaluated as they come, without reading the store: all rules have read everything up to the newest
 * reading. It ends where something else than a new reading comes.
 */
export class FollowedUser<W extends Watched> {
  readonly #history: History;
  readonly #lines: readonly Line<W>[];
  readonly #longest: number;
  readonly #takenFrom: number;
  #newest: number;

  private constructor(history: History, lines: readonly Line<W>[], takenFrom: number, newest: number) {
    this.#history = history;
    this.#takenFrom = takenFrom;
    this.#lines = lines;
    this.#newest = newest;
    this.#longest = Math.max(
      0,
      ...lines.map(({ watched: { rule } }) => kindOfCondition(rule.condition).reachOf(rule.condition).before),
    );
  }

  /** Follows a user on from an evaluation, if that has read everything for all rules. */
  static after<W extends Watched>({
    outcomes,
    history,
    takenFrom,
    newest,
  }: Evaluation<W>): FollowedUser<W> | undefined {
    if (newest === undefined) return undefined;
    const lines: Line<W>[] = [];
    for (const { watched, machine, episodes } of outcomes) {
      if (machine === undefined) return undefined;
      const last = episodes.at(-1);
      const isSettled = last?.until !== null && machine.current === undefined;
      lines.push({ watched, machine, told: isSettled ? undefined : last });
    }
    return new FollowedUser(history, lines, takenFrom, newest);
  }

  /** Time of the newest reading, in Unix milliseconds. */
  get newest(): number {
    return this.#newest;
  }

  /** Bytes of memory that it takes, roughly. */
  get bytes(): number {
    const episodes = this.#lines.reduce((sum, { watched }) => sum + watched.episodes.length, 0);
    return 1000 + this.#history.bytes + this.#lines.length * LINE_BYTES + episodes * 300;
  }

  /** Whether {@link recall} can tell of all readings from an instant on. */
  remembers(from: number): boolean {
    const { first, end } = this.#history;
    if (from > this.#newest) return true;
    return from >= this.#takenFrom && first < end && from >= this.#history.timestampOf(first);
  }

  /** The readings that were taken from an instant on, in order of time. */
  *recall(from: number): Generator<{ readonly timestamp: number; readonly heartRate: number }> {
    for (let number = this.#history.firstFrom(from); number < this.#history.end; number += 1) {
      yield { timestamp: this.#history.timestampOf(number), heartRate: this.#history.heartRateOf(number) };
    }
  }

  /** Takes a reading, later than the newest one. */
  take(timestamp: number, heartRate: number): void {
    this.#newest = timestamp;
    const number = this.#history.push(timestamp, heartRate);
    for (const { machine, watched } of this.#lines) {
      if (timestamp >= watched.rule.since) machine.take(this.#history, number);
    }
    this.#history.forget(timestamp - this.#longest);
  }

  /**
   * What has changed since it was last told.
   *
   * @param now Unix milliseconds, for silence.
   * @param withGrowth Whether an episode that only goes on has changed.
   */
  tell(now: number, withGrowth = false): Progress<W>[] {
    const changed: Progress<W>[] = [];
    for (const line of this.#lines) {
      const { watched, machine, told } = line;
      const current = this.#currentOf(line, now);
      if (machine.ended.length === 0 && isTold(told, current) && (!withGrowth || machine.current === undefined))
        continue;
      const episodes = machine.ended.splice(0);
      if (current !== undefined) episodes.push(current);
      changed.push({ watched, replaced: told, episodes });
      line.told = current;
    }
    return changed;
  }

  #currentOf({ watched: { rule }, machine }: Line<W>, now: number): Episode | undefined {
    if (machine.current !== undefined) return machine.current;
    if (this.#newest < rule.since) return undefined;
    return kindOfCondition(rule.condition).silentSince?.(rule.condition, this.#newest, now);
  }
}

function isTold(told: Episode | undefined, current: Episode | undefined): boolean {
  return told?.from === current?.from && told?.raisedAt === current?.raisedAt && told?.until === current?.until;
}
