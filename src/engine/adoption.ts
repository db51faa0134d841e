import type { ReadingBlock } from '../model/reading-block.ts';
import type { User } from '../model/user.ts';
import type { Engine, PutCounts } from './engine.ts';
import type { RowCounts } from './sum-of-row-counts.ts';

/** Another program's tables, renamed to make room for a store, and the store that their rows are copied to. */
export interface Adoption {
  readonly engine: Engine;
  /** Progress when it was opened. */
  readonly record: AdoptionRecord;
  /** Saves its progress in the database. */
  save(record: AdoptionRecord): Promise<void>;
  /** All users, in pages. */
  users(): AsyncIterable<ForeignUsers>;
  /** Readings with ids above `afterId`, or all, in order of their ids, which count as their rows. */
  readings(afterId: number | undefined): AsyncIterable<ReadingBlock>;
  /** The ids of the first and the last reading. */
  readingIds(): Promise<{ readonly first: number; readonly last: number }>;
}

/** The progress of an adoption, so that it can continue where it was stopped. */
export interface AdoptionRecord {
  /** `undefined` until all users are copied. */
  readonly users: AdoptedUsers | undefined;
  readonly readings: RowCounts;
  /** The id up to which all readings are copied. */
  readonly lastId: number | undefined;
  readonly isDone: boolean;
}

/** Users of the other program, and what a store does not accept of them. */
export interface ForeignUsers {
  readonly users: readonly User[];
  /** Users whose gender was not a known one; it becomes `unknown`. */
  readonly unknownGenders: number;
  /** Users whose age was missing or invalid; it is left out. */
  readonly withoutAge: number;
}

/** The outcome for the other program's users. */
export interface AdoptedUsers extends PutCounts, Omit<ForeignUsers, 'users'> {}
