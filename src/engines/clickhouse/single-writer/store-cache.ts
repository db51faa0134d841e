import type { Range } from '../../../window/covering.ts';
import type { Region } from '../rollups/region.ts';
import type { ReadingColumns } from '../schema/reading-columns.ts';
import type { Months } from './hour-cache.ts';
import type { CachedUser } from './user-cache.ts';

/** What the process knows of a store without asking the engine. It is told of whatever changes. */
export interface StoreCache {
  /** All users by id; `undefined` where they have to be looked up in the engine. */
  users(): Promise<ReadonlyMap<number, CachedUser> | undefined>;
  /** The months that hold a range of hours (numbers as of `bucketOf`) of a user, each with the hours of the range at least. */
  hours(userId: number, range: Range): Promise<Months>;
  /** Unix milliseconds; no reading of the store is newer. */
  newestBound(): Promise<number>;

  /** Runs a write: what is read while it runs is not kept. */
  during<T>(write: () => Promise<T>): Promise<T>;
  /** Users were written, or may have been; called before anybody is told so. */
  usersChanged(): void;
  /** Readings of these instants (Unix milliseconds) are about to be written. */
  readingsComing(timestamps: ArrayLike<number>): void;
  /** Roll-ups are about to be computed again. */
  regionChanged(region: Region): void;
  /** Anything may be about to change, or to have changed. */
  reset(): void;

  /**
   * Adds readings, none of which the store held before under its key, to the roll-ups.
   *
   * @returns Whether it was done: else they have to be computed from the readings.
   */
  append(readings: ReadingColumns, version: () => Promise<number>): Promise<boolean>;
}
