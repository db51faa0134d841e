import type { ReadingPage } from '../engine/engine.ts';
import { ALL_TIME, type Window } from '../window/window.ts';
import { kindOfCondition } from './conditions/kind-of-condition.ts';
import type { Machine, Reach } from './conditions/machine.ts';
import type { Episode } from './episode.ts';
import { History } from './history.ts';
import type { Rule } from './rule.ts';

/** A rule, and the episodes of one user by it. */
export interface Watched {
  readonly rule: Pick<Rule, 'condition' | 'since'>;
  /** In order of time. Those that were over before the change may be left out, but for the last of them. */
  readonly episodes: readonly Episode[];
}

/** What became of the episodes of one user by one rule. */
export interface Outcome<W extends Watched> {
  readonly watched: W;
  /** The stretch of {@link Watched.episodes} that others take the place of. */
  readonly replaced: readonly Episode[];
  readonly episodes: readonly Episode[];
  /** What goes on with the next reading; `undefined` where the rest was not read, as nothing differs in it. */
  readonly machine: Machine | undefined;
}

/** The outcomes for one user, and the readings that the machines look back on. */
export interface Evaluation<W extends Watched> {
  readonly outcomes: readonly Outcome<W>[];
  readonly history: History;
  /** All rules have taken the readings from this instant on; what is older may only have been looked back on. */
  readonly takenFrom: number;
  /** Time of the newest reading of all; `undefined` where there is none, or where the rest was not read. */
  readonly newest: number | undefined;
}

/**
 * Brings the episodes of one user up to date after readings in a window were added, corrected or deleted: all rules go through the
 * readings together, from where the change may matter to where nothing differs any more.
 */
export class UserCourses<W extends Watched> {
  /** From when on readings matter; infinite where none does. */
  readonly readsFrom: number;
  readonly #courses: readonly Course<W>[];
  readonly #history = new History();
  readonly #longest: number;
  readonly #takenFrom: number;
  #running: readonly Course<W>[];
  #last: number | undefined;

  constructor(all: readonly W[], changed: Window) {
    this.#courses = all.map((watched) => new Course<W>(watched, changed));
    this.#running = this.#courses;
    this.#takenFrom = changed.from;
    this.#longest = Math.max(0, ...this.#courses.map(({ reach }) => reach.before));
    this.readsFrom = Math.min(...this.#courses.map(({ readsFrom }) => readsFrom));
  }

  /** Takes the next reading, and leaves it out before {@link readsFrom}; returns whether further ones matter. */
  take(timestamp: number, heartRate: number): boolean {
    if (this.#running.length === 0) return false;
    if (timestamp < this.readsFrom) return true;
    this.#last = timestamp;
    const number = this.#history.push(timestamp, heartRate);
    let hasMet = false;
    for (const course of this.#running) hasMet = course.take(this.#history, number) || hasMet;
    this.#history.forget(timestamp - this.#longest);
    if (hasMet) this.#running = this.#running.filter(({ isOver }) => !isOver);
    return this.#running.length > 0;
  }

  /** Takes all readings that matter. @param read Returns those of the user in a window, in order of time. */
  async read(read: (window: Window) => AsyncIterable<ReadingPage>): Promise<void> {
    if (this.readsFrom > ALL_TIME.to) return;
    for await (const { timestamps, heartRates } of read({ from: this.readsFrom, to: ALL_TIME.to })) {
      for (let at = 0; at < timestamps.length; at += 1) if (!this.take(timestamps[at]!, heartRates[at]!)) return;
    }
  }

  /** @param now Unix milliseconds, for silence. */
  end(now: number): Evaluation<W> {
    const outcomes = this.#courses.map((course) => course.outcome(this.#last, now));
    const newest = this.#running.length === 0 ? undefined : this.#last;
    return { outcomes, history: this.#history, takenFrom: this.#takenFrom, newest };
  }
}

/** The course of one rule through the readings, beside the one that it took before. */
class Course<W extends Watched> {
  readonly reach: Reach;
  readonly #watched: W;
  /** Its episodes from the one in which it begins. */
  readonly #old: readonly Episode[];
  readonly #machine: Machine;
  /** The first instant whose readings it takes. */
  readonly #start: number;
  /** Readings later than this count as before. */
  readonly #unchangedAfter: number;
  /** How many of the old ones were over by the last reading. */
  #passed = 0;
  /** The reading at which it met the old course; what is later stays as it is. */
  #metAt: number | undefined;

  constructor(watched: W, changed: Window) {
    const { condition, since } = watched.rule;
    const kind = kindOfCondition(condition);
    this.#watched = watched;
    this.reach = kind.reachOf(condition);
    const { back, after, bucket } = this.reach;
    const first = startOf(changed.from, bucket);
    // An episode that begins with the change does not tell how things stood before it.
    const at = watched.episodes.findLastIndex(({ from }) => from < first);
    const before = watched.episodes[at];
    const goesOn = before !== undefined && (before.until === null || before.until >= first);
    this.#old = watched.episodes.slice(goesOn ? at : at + 1);
    this.#start = Math.max(
      since,
      goesOn ? startOf(before.from, bucket) : Math.max(first - back, before?.until ?? ALL_TIME.from),
    );
    this.#unchangedAfter = startOf(changed.to, bucket) + bucket - 1 + after;
    this.#machine = kind.start(condition, since);
  }

  get readsFrom(): number {
    return Math.max(this.#start - this.reach.before, this.#watched.rule.since, ALL_TIME.from);
  }

  get isOver(): boolean {
    return this.#metAt !== undefined;
  }

  /** Takes a reading; returns whether it has met the old course with it. */
  take(history: History, number: number): boolean {
    const timestamp = history.timestampOf(number);
    if (timestamp < this.#start) return false;
    this.#machine.take(history, number);
    if (timestamp <= this.#unchangedAfter || !this.#machine.isIdle) return false;
    while (endOf(this.#old[this.#passed]) <= timestamp) this.#passed += 1;
    if ((this.#old[this.#passed]?.from ?? Number.POSITIVE_INFINITY) <= timestamp) return false;
    this.#metAt = timestamp;
    return true;
  }

  /** @param last Time of the last reading that was read. */
  outcome(last: number | undefined, now: number): Outcome<W> {
    const watched = this.#watched;
    const ended = this.#machine.ended.splice(0);
    const metAt = this.#metAt;
    if (metAt !== undefined) {
      const replaced = this.#old.filter(({ from }) => from <= metAt);
      return { watched, replaced, episodes: ended, machine: undefined };
    }
    const { condition } = watched.rule;
    const goingOn = [
      this.#machine.current,
      last === undefined || last < this.#start
        ? undefined
        : kindOfCondition(condition).silentSince?.(condition, last, now),
    ].filter((episode) => episode !== undefined);
    return { watched, replaced: this.#old, episodes: [...ended, ...goingOn], machine: this.#machine };
  }
}

/** When an episode was over; never for one that goes on, or is none. */
function endOf(episode: Episode | undefined): number {
  return episode?.until ?? Number.POSITIVE_INFINITY;
}

/** The first instant of the bucket that holds an instant. */
function startOf(instant: number, bucket: number): number {
  return Math.floor(instant / bucket) * bucket;
}
