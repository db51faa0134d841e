import type { Range } from '../../../window/covering.ts';
import type { Region } from '../rollups/region.ts';
import type { ReadingColumns } from '../schema/reading-columns.ts';
import type { Months } from './hour-cache.ts';
import type { CachedUser } from './user-cache.ts';

/** What the process knows about a store without querying the engine. It must be notified of every change. */
export interface StoreCache {
  /** All users by id; `undefined` where they have to be looked up in the engine. */
  users(): Promise<ReadonlyMap<number, CachedUser> | undefined>;
  /** The months that hold a range of hours (numbers as of `bucketOf`) of a user, each with the hours of the range at least. */
  hours(userId: number, range: Range): Promise<Months>;
  /** Unix milliseconds; no reading of the store is newer. */
  newestBound(): Promise<number>;

  /** Runs a write: what is read meanwhile is not cached. */
  during<T>(write: () => Promise<T>): Promise<T>;
  /** Call when users were, or may have been, written, before that is acknowledged. */
  usersChanged(): void;
  /** Call when readings of these instants (Unix milliseconds) are about to be written. */
  readingsComing(timestamps: ArrayLike<number>): void;
  /** Call when roll-ups are about to be recomputed. */
  regionChanged(region: Region): void;
  /** Call when anything may be about to change, or may have changed. */
  reset(): void;

  /**
   * Adds readings whose keys are all new to the roll-ups.
   *
   * @returns Whether it was done; otherwise they must be recomputed from the readings.
   */
  append(readings: ReadingColumns, version: () => Promise<number>): Promise<boolean>;
}
