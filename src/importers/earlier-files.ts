import type { ReadingBlock } from '../model/reading-block.ts';
import { ValuesOfRun } from '../model/values-of-run.ts';
import { conflictLine } from './conflict-line.ts';
import { UserNumbers } from './user-numbers.ts';

/** Heart rates are kept below this, and the number of their file above: both fit one double. */
const MOST_VALUE = 2 ** 31;

/** What is found in one of the files. */
export interface FileConflicts {
  /** Looks at the readings of its next block. */
  add(block: ReadingBlock): void;
  /** What people should know, one line each. */
  warnings(): readonly string[];
}

/**
 * Counts, file by file, the rows that have another value for a user and an instant than an earlier file of the same import: of
 * those the last is kept. It remembers as much as {@link ValuesOfRun}, and says "at least" where that was too little.
 */
export class EarlierFiles {
  readonly #slots: number | undefined;
  readonly #users: UserNumbers;
  readonly #names: string[] = [];
  #values: ValuesOfRun | undefined;

  constructor({ slots, mostNames }: { readonly slots?: number; readonly mostNames?: number } = {}) {
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
