import type { ReadingBlock } from '../model/reading-block.ts';
import type { User } from '../model/user.ts';
import type { Engine, PutCounts } from './engine.ts';
import type { RowCounts } from './sum-of-row-counts.ts';

/** Tables of another program that have made room for a store, and the store that is to hold what they hold. */
export interface Adoption {
  readonly engine: Engine;
  /** How far it had come when it was opened. */
  readonly record: AdoptionRecord;
  /** Keeps in the database how far it has come. */
  save(record: AdoptionRecord): Promise<void>;
  /** All users, some at a time. */
  users(): AsyncIterable<ForeignUsers>;
  /** Readings whose ids are above `afterId`, in order of their ids, which are their rows; all where it is left out. */
  readings(afterId: number | undefined): AsyncIterable<ReadingBlock>;
  /** The ids of the first and the last reading. */
  readingIds(): Promise<{ readonly first: number; readonly last: number }>;
}

/** How far an adoption has come, so that it can continue where it was stopped. */
export interface AdoptionRecord {
  /** `undefined` until all users are copied. */
  readonly users: AdoptedUsers | undefined;
  readonly readings: RowCounts;
  /** The id up to which all readings are copied. */
  readonly lastId: number | undefined;
  readonly isDone: boolean;
}

/** Users as the other program has them, and what of them a store does not take. */
export interface ForeignUsers {
  readonly users: readonly User[];
  /** Users whose gender was not one of those known; they have the gender `unknown` now. */
  readonly unknownGenders: number;
  /** Users whose age was missing or not an age; they have none now. */
  readonly withoutAge: number;
}

/** What has become of the other program's users. */
export interface AdoptedUsers extends PutCounts, Omit<ForeignUsers, 'users'> {}
