import type { Range } from '../../../window/covering.ts';
import type { Memtable } from '../memtable/memtable.ts';
import type { View } from '../memtable/view.ts';
import type { Region } from '../rollups/region.ts';
import type { ReadingColumns } from '../schema/reading-columns.ts';
import type { Months } from './hour-cache.ts';
import type { CutTotals } from './read-cut-totals.ts';
import type { TotalColumns } from './total-columns.ts';
import type { CachedUser } from './user-cache.ts';

/**
 * What the process knows about a store without querying the engine, always of what the parts hold: answers add what is recent. It
 * must be told of every change.
 */
export interface StoreCache {
  /** Whether no other process writes to the store, so that everything that changes it is told. */
  readonly isComplete: boolean;
  /** All users by id; `undefined` where they have to be looked up in the engine. */
  users(): Promise<ReadonlyMap<number, CachedUser> | undefined>;
  /** The totals of all users by bucket; `undefined` where they are not kept. */
  readonly totals: TotalColumns | undefined;
  /** The months that hold a range of hours (numbers as of `bucketOf`) of a user, each with the hours of the range at least. */
  hours(userId: number, range: Range, view: View): Promise<Months>;
  /** The totals of a user's readings in pieces of Unix milliseconds, each within an hour of its own. */
  cutHours(userId: number, pieces: readonly Range[], view: View): Promise<CutTotals>;
  /** Unix milliseconds; no reading of the store is newer. */
  newestBound(): Promise<number>;
  /** The same for readings of users; `undefined` where nothing is known of them. */
  newestBoundsOf(userIds: ReadonlySet<number>): Promise<ReadonlyMap<number, number> | undefined>;
  /** Unix milliseconds; no reading of a user in the parts is newer. */
  newestInParts(userId: number): Promise<number>;

  /** Call when users were, or may have been, written, before that is acknowledged. */
  usersChanged(): void;
  /** Call when readings are about to be written, to the parts or to a memtable. */
  readingsComing(readings: ReadingColumns): void;
  /** Call when readings are about to be put into the parts, besides. */
  partsGrowing(readings: ReadingColumns): void;
  /** Call when the parts hold the readings of a memtable and their totals. */
  flushed(table: Memtable): void;
  /** Call when roll-ups are about to be recomputed. */
  regionChanged(region: Region): void;
  /** Call when anything may be about to change, or may have changed. */
  reset(): void;
}
