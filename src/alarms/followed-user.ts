import { kindOfCondition } from './conditions/kind-of-condition.ts';
import type { Machine } from './conditions/machine.ts';
import type { Episode } from './episode.ts';
import type { History } from './history.ts';
import type { Evaluation, Watched } from './user-courses.ts';

/** Memory of one rule, roughly: its machine, and those of two marks. */
const LINE_BYTES = 700;

/** Readings from one mark to the next, at least: what comes later than others by less is put in its place. */
const MARK_EVERY = 32;

/** How the newest episodes of one rule and one user have changed. */
export interface Progress<W extends Watched> {
  readonly watched: W;
  /** The last episodes as they were told; others take their place. */
  readonly replaced: readonly Episode[];
  readonly episodes: readonly Episode[];
  /** How many of the last episodes, as they are now, may be replaced later. */
  readonly unsettled: number;
}

interface Line<W extends Watched> {
  readonly watched: W;
  machine: Machine;
  /** Episodes that have ended and were told since the older mark, with the number of the mark before them. */
  ended: readonly { readonly episode: Episode; readonly mark: number }[];
  /** The episode that was not settled when it was last told. */
  told: Episode | undefined;
}

/** How things stood after a reading; to go on from there once more. */
interface Mark {
  readonly number: number;
  /** Time of the reading. */
  readonly at: number;
  /** Number in the history of the reading after it. */
  readonly next: number;
  /** One for each line, in which nothing has ended that was not told. */
  readonly machines: readonly Machine[];
}

/**
 * One user whose readings are evaluated as they come, without reading the store: all rules have read everything up to the newest
 * reading. A reading that comes a little later than others is put in its place, by going back to a mark; there are two, so that one
 * is never too new. It ends where a change is older than both.
 */
export class FollowedUser<W extends Watched> {
  readonly #history: History;
  readonly #lines: readonly Line<W>[];
  readonly #longest: number;
  readonly #takenFrom: number;
  #newest: number;
  #older: Mark;
  #newer: Mark;
  /** The mark that was gone back to since the last {@link tell}. */
  #wentBackTo: Mark | undefined;

  private constructor(history: History, lines: readonly Line<W>[], takenFrom: number, newest: number) {
    this.#history = history;
    this.#takenFrom = takenFrom;
    this.#lines = lines;
    this.#newest = newest;
    this.#longest = Math.max(
      0,
      ...lines.map(({ watched: { rule } }) => kindOfCondition(rule.condition).reachOf(rule.condition).before),
    );
    this.#newer = this.#mark(0);
    this.#older = this.#newer;
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
      lines.push({ watched, machine, ended: [], told: isSettled ? undefined : last });
    }
    return new FollowedUser(history, lines, takenFrom, newest);
  }

  /** Time of the newest reading, in Unix milliseconds. */
  get newest(): number {
    return this.#newest;
  }

  /** Bytes of memory that it takes, roughly. */
  get bytes(): number {
    const episodes = this.#lines.reduce((sum, { watched, ended }) => sum + watched.episodes.length + ended.length, 0);
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
    this.#evaluate(this.#history.push(timestamp, heartRate));
    // The reading of the older mark stays, and what a window looks back on from there.
    this.#history.forget(this.#older.at - Math.max(1, this.#longest));
  }

  /**
   * Takes back the readings from an instant on, before others are taken in their place.
   *
   * @returns Whether it did: the instant may be too long ago, and then nothing has changed.
   */
  takeBack(from: number): boolean {
    if (from <= this.#older.at) return false;
    const mark = from > this.#newer.at ? this.#newer : this.#older;
    const end = this.#history.firstFrom(from);
    this.#history.takeBack(end);
    this.#newest = this.#history.timestampOf(end - 1);
    for (const [at, line] of this.#lines.entries()) line.machine = mark.machines[at]!.clone();
    for (let number = mark.next; number < end; number += 1) this.#evaluate(number);
    this.#newer = mark;
    this.#wentBackTo = mark;
    return true;
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
      const progress = this.#tellOf(line, now, withGrowth);
      if (progress !== undefined) changed.push(progress);
    }
    this.#wentBackTo = undefined;
    if (this.#history.end - this.#newer.next >= MARK_EVERY) this.#setMark();
    return changed;
  }

  #tellOf(line: Line<W>, now: number, withGrowth: boolean): Progress<W> | undefined {
    const { watched, machine, told } = line;
    const current = this.#currentOf(line, now);
    const isGrowing = withGrowth && machine.current !== undefined;
    // So it is with nearly all rules each time.
    const isQuiet = this.#wentBackTo === undefined && machine.ended.length === 0 && !isGrowing;
    if (isQuiet && (told === undefined ? current === undefined : isTold(told, current))) {
      line.told = current;
      return undefined;
    }
    const mark = this.#wentBackTo?.number ?? Number.POSITIVE_INFINITY;
    const again = line.ended.filter((one) => one.mark >= mark).map(({ episode }) => episode);
    const replaced = told === undefined ? again : [...again, told];
    const ended = machine.ended.splice(0);
    const episodes = current === undefined ? ended : [...ended, current];
    if (again.length > 0 || ended.length > 0) {
      const kept = line.ended.filter((one) => one.mark < mark);
      line.ended = [...kept, ...ended.map((episode) => ({ episode, mark: this.#newer.number }))];
    }
    const isSame =
      replaced.length === episodes.length && replaced.every((episode, at) => isTold(episode, episodes[at]));
    line.told = current;
    if (isSame && !isGrowing) return undefined;
    return { watched, replaced, episodes, unsettled: line.ended.length + (current === undefined ? 0 : 1) };
  }

  #evaluate(number: number): void {
    const timestamp = this.#history.timestampOf(number);
    for (const { machine, watched } of this.#lines) {
      if (timestamp >= watched.rule.since) machine.take(this.#history, number);
    }
  }

  #setMark(): void {
    this.#older = this.#newer;
    this.#newer = this.#mark(this.#older.number + 1);
    const { number } = this.#older;
    for (const line of this.#lines) {
      if (line.ended.length > 0) line.ended = line.ended.filter(({ mark }) => mark >= number);
    }
  }

  #mark(number: number): Mark {
    const machines = this.#lines.map(({ machine }) => machine.clone());
    return { number, at: this.#newest, next: this.#history.end, machines };
  }

  #currentOf({ watched: { rule }, machine }: Line<W>, now: number): Episode | undefined {
    if (machine.current !== undefined) return machine.current;
    if (this.#newest < rule.since) return undefined;
    return kindOfCondition(rule.condition).silentSince?.(rule.condition, this.#newest, now);
  }
}

/** Whether an episode is as it was told; that one goes on growing is not. */
function isTold(told: Episode, now: Episode | undefined): boolean {
  if (told.from !== now?.from || told.raisedAt !== now.raisedAt || told.until !== now.until) return false;
  return now.until === null || (told.peak === now.peak && told.readings === now.readings);
}
