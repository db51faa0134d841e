import type { ReadingBlock } from '../model/reading-block.ts';
import { RecentValues } from '../model/recent-values.ts';
import { conflictLine } from './conflict-line.ts';
import { UserNumbers } from './user-numbers.ts';

/** The most users whose readings are distinguished; beyond that, only the later ones are. */
const MOST_USERS = 100_000;
/** A power of two. */
const LATELY = 4096;
/** Conflicts that are shown. */
const EXAMPLES = 3;

/** How far the readings of one user have come. */
interface Reach {
  readonly user: number;
  first: number;
  firstValue: number;
  last: number;
  lastValue: number;
}

/**
 * Counts the rows of a file that have another value for a user and an instant that the file has already: of those the last is
 * kept. Rows in order of time, whichever way, cost a comparison; of others those that came lately are remembered, so that the
 * count is a least one where they lie millions of rows apart.
 */
export class Conflicts {
  readonly #reaches = new Map<number, Reach>();
  /** The users of the last rows, by the end of their numbers: a map costs more than all the rest. */
  #lately: (Reach | undefined)[] | undefined;
  readonly #users: UserNumbers;
  readonly #examples: number[] = [];
  #recent: RecentValues | undefined;
  #rows = 0;
  #count = 0;
  #isLeast = false;

  /** @param mostNames The most users named by text that are told apart; the others are not looked at. */
  constructor(mostNames?: number) {
    this.#users = new UserNumbers(mostNames);
  }

  /** Looks at the readings of the next block. */
  add(block: ReadingBlock): void {
    const { length, userIds, timestamps, heartRates, rows } = block;
    const names = this.#users.of(block);
    // A small write does without.
    if (length > LATELY) this.#lately ??= new Array<Reach | undefined>(LATELY).fill(undefined);
    let reach: Reach | undefined;
    for (let at = 0; at < length; at += 1) {
      const id = userIds[at]!;
      const user = id < 0 ? names[-id - 1]! : id;
      if (user === 0) continue;
      const time = timestamps[at]!;
      const value = heartRates[at]!;
      if (reach?.user !== user) {
        const slot = user & (LATELY - 1);
        reach = this.#lately?.[slot];
        if (reach?.user !== user) {
          reach = this.#reaches.get(user) ?? this.#begin(user, time, value);
          if (this.#lately !== undefined) this.#lately[slot] = reach;
        }
      }
      let before: number | undefined;
      if (time > reach.last) {
        reach.last = time;
        reach.lastValue = value;
      } else if (time === reach.last) {
        before = reach.lastValue;
        reach.lastValue = value;
        if (time === reach.first) reach.firstValue = value;
      } else if (time < reach.first) {
        reach.first = time;
        reach.firstValue = value;
      } else if (time === reach.first) {
        before = reach.firstValue;
        reach.firstValue = value;
      } else {
        this.#recent ??= this.#recall(block, names, at);
        before = this.#recent.get(user, time);
      }
      this.#recent?.set(user, time, value);
      if (before !== undefined && before !== value) this.#found(rows[at]!);
    }
    this.#rows += length;
  }

  /** What people should know, one line each. */
  warnings(): readonly string[] {
    if (this.#count === 0) return [];
    const isLeast = this.#isLeast || this.#users.isFull || this.#recent?.hasForgotten === true;
    return [conflictLine({ count: this.#count, rows: this.#examples, isLeast }, 'this file')];
  }

  #found(row: number): void {
    this.#count += 1;
    if (this.#examples.length < EXAMPLES) this.#examples.push(row);
  }

  #begin(user: number, time: number, value: number): Reach {
    if (this.#reaches.size >= MOST_USERS) {
      this.#reaches.clear();
      this.#lately?.fill(undefined);
      this.#isLeast = true;
    }
    const reach = { user, first: time, firstValue: value, last: time, lastValue: value };
    this.#reaches.set(user, reach);
    return reach;
  }

  /** The rows of the block up to here: those of the blocks before it are gone. */
  #recall({ userIds, timestamps, heartRates }: ReadingBlock, names: readonly number[], end: number): RecentValues {
    if (this.#rows > 0) this.#isLeast = true;
    const recent = new RecentValues();
    for (let at = 0; at < end; at += 1) {
      const id = userIds[at]!;
      const user = id < 0 ? names[-id - 1]! : id;
      if (user !== 0) recent.set(user, timestamps[at]!, heartRates[at]!);
    }
    return recent;
  }
}
