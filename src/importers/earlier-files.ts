import type { ReadingBlock } from '../model/reading-block.ts';
import { ValuesOfRun } from '../model/values-of-run.ts';
import { conflictLine } from './conflict-line.ts';
import { type Identify, UserNumbers } from './user-numbers.ts';

/** Heart rates are kept below this, and the number of their file above: both fit one double. */
const MOST_VALUE = 2 ** 31;

/** What is found in one of the files. */
export interface FileConflicts {
  /** Looks at the readings of its next block; their users have to be learnt before. */
  add(block: ReadingBlock): void;
  /** Learns who the users of its next block are, whom other files may name otherwise. */
  learn(block: ReadingBlock): Promise<void>;
  /** What people should know, one line each. */
  warnings(): readonly string[];
}

export interface EarlierFilesOptions {
  readonly slots?: number;
  readonly mostNames?: number;
  readonly identify?: Identify | undefined;
}

/**
 * Counts, file by file, the rows that have another value for a user and an instant than an earlier file of the same import: of
 * those the last is kept. It remembers as much as {@link ValuesOfRun}, and says "at least" where that was too little.
 */
export class EarlierFiles {
  readonly #slots: number | undefined;
  readonly #users: UserNumbers;
  readonly #identify: Identify | undefined;
  readonly #names: string[] = [];
  #values: ValuesOfRun | undefined;

  /** @param options `identify`: without it a user named by text is another one than a user named by id. */
  constructor({ slots, mostNames, identify }: EarlierFilesOptions = {}) {
    this.#identify = identify;
    this.#slots = slots;
    this.#users = new UserNumbers(mostNames);
  }

  /** Begins the next file. */
  begin(name: string): FileConflicts {
    const file = this.#names.push(name) - 1;
    const rows: number[] = [];
    let count = 0;
    let doubtful = 0;
    let earlier: string | undefined;
    return {
      learn: async (block) => {
        if (this.#identify !== undefined) await this.#users.learn(block, this.#identify);
      },
      add: (block) => {
        this.#values ??= new ValuesOfRun(this.#slots);
        const values = this.#values;
        const before = values.doubtful;
        const numbers = this.#users.of(block);
        for (let at = 0; at < block.length; at += 1) {
          const id = block.userIds[at]!;
          const user = id < 0 ? numbers[-id - 1]! : id;
          if (user === 0) continue;
          const value = Math.min(block.heartRates[at]!, MOST_VALUE - 1);
          const held = values.replace(user, block.timestamps[at]!, file * MOST_VALUE + value);
          if (held === undefined || held % MOST_VALUE === value) continue;
          const other = Math.floor(held / MOST_VALUE);
          if (other === file) continue;
          count += 1;
          earlier ??= this.#names[other];
          if (rows.length < 3) rows.push(block.rows[at]!);
        }
        doubtful += values.doubtful - before;
      },
      warnings: () => {
        if (count === 0) return [];
        const isLeast = doubtful > 0 || this.#users.isFull;
        return [conflictLine({ count, rows, isLeast }, `an earlier file of this import (first ${earlier})`)];
      },
    };
  }
}
