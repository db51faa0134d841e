// `Symbol.asyncDispose`, for programs whose `lib` is older than it.
/// <reference lib="esnext.disposable" preserve="true" />
import type { Capabilities } from '../engine/capabilities.ts';
import type { Finding } from '../engine/finding.ts';
import type { PoolUse } from '../engine/pool-use.ts';
import type { StoreStats } from '../engine/store-stats.ts';
import type { VerifyReport } from '../engine/verify-report.ts';
import type { InstantInput } from '../model/instant.ts';
import type { Reading, ReadingInput } from '../model/reading.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import type { Rejection, RejectionReason } from '../model/rejection.ts';
import type { Gender, User, UserIdentity, UserInput, UserRow } from '../model/user.ts';
import type { IgnoredColumns } from '../model/user-fields.ts';
import type { UserRef } from '../model/user-ref.ts';
import type { Level } from '../window/bucket.ts';
import type { WindowInput } from '../window/window.ts';

/**
 * A heart-rate store. What every value means is in docs/semantics.md and is the same on every engine, to the bit.
 *
 * Instants are a `Date` or ISO 8601 text; text without an offset is UTC; a bare number is refused, as it could be seconds or
 * milliseconds. Heart rates are beats per minute.
 *
 * Every method throws `PulsebaseError` alone, with a stable `code`: promises reject, iterables throw when they are first read.
 * `INVALID_ARGUMENT` names the `field` at fault, which may be a key that is not known. Only what a caller's own callback or source
 * of rows throws comes out as it is.
 */
export interface Store {
  /** Short name of the engine behind the store, such as `chdb`. */
  readonly engine: string;
  /** What this store can do and others cannot. */
  readonly capabilities: Capabilities;

  /**
   * Adds a user, or replaces the one with the same id, or, where none is given, with the same external id. Gives the user as stored.
   *
   * @throws PulsebaseError `EXTERNAL_ID_TAKEN` when another user has the external id.
   */
  putUser(user: UserInput): Promise<User>;
  /** The user, or `undefined` where there is none. A text is an external id, or, where nobody has that, the plain digits of an id. */
  getUser(user: UserRef): Promise<User | undefined>;
  /** All users in order of id, or those with ids above `after`. */
  listUsers(after?: number): AsyncIterable<User>;
  /**
   * Adds users, and tells more of those who are there: what is left out, empty, `null` or `unknown` leaves the stored fact as
   * it is, unless `replace` is set. One that is not allowed, or has a member that is not known, is rejected with its row and
   * never stops the others. Readers of files give rows with their line, and rejections of lines that they could not read.
   */
  importUsers(users: Source<UserInput | UserRow | Rejection>, options?: UsersImportOptions): Promise<Receipt>;
  /** Who these are, in their order: both ids of each, or `undefined` where there is no such user. */
  identifyUsers(users: Iterable<UserRef>): Promise<(UserIdentity | undefined)[]>;
  /** Deletes a group of users with all their readings; those who do not exist are passed over. */
  deleteUsers(users: Iterable<UserRef>): Promise<DeleteReceipt>;

  /**
   * Adds readings, or corrects those with the same user and instant. When the promise settles they are durable and part
   * of every answer. A reading that is not allowed is rejected with its row and never stops the others; other keys of a reading
   * are passed over. Input that does not fit one block is written block by block; where it breaks off, all blocks up to there are kept.
   */
  ingest(readings: Source<ReadingInput | ReadingBlock>, options?: IngestOptions): Promise<Receipt>;
  /** Deletes readings of some users, in a window, or both. One of the three must be given. */
  deleteReadings(selection: ReadingSelection): Promise<number>;
  /** Deletes all readings before an instant, by whole months where it can. Gives their number. */
  dropBefore(instant: InstantInput): Promise<number>;

  /** Ids of the users of a cohort, highest average heart rate first. */
  queryUsers(query: CohortQuery & { readonly details: true }): Promise<CohortMember[]>;
  queryUsers(query: CohortQuery): Promise<number[]>;
  /**
   * The highest distinct hourly averages of one user in bpm, highest first.
   *
   * @throws PulsebaseError `USER_NOT_FOUND`.
   */
  queryTop(query: TopQuery & { readonly details: true }): Promise<PeakAverage[]>;
  queryTop(query: TopQuery): Promise<number[]>;

  /**
   * Readings of one user in order of time.
   *
   * @throws PulsebaseError `USER_NOT_FOUND`.
   */
  readings(user: UserRef, window: WindowInput): AsyncIterable<Reading>;
  /**
   * Averages of one user by hour, day or month, UTC or of a zone's clocks; a bucket cut by the window counts with what lies
   * inside.
   *
   * @throws PulsebaseError `USER_NOT_FOUND`.
   */
  averages(
    user: UserRef,
    window: WindowInput,
    resolution: Level,
    options?: AveragesOptions,
  ): AsyncIterable<BucketAverage>;

  /**
   * Readings of all users in a window, in blocks and in no order that could be relied on. Only some engines have it; the
   * others are read user by user.
   */
  readonly scan?: ((window: WindowInput) => AsyncIterable<ReadingBlock>) | undefined;

  /** How much the store holds, and how large it is on disk. */
  stats(): Promise<StoreStats>;
  /** What is wrong with the store or slow, in plain words. */
  diagnose(): Promise<readonly Finding[]>;
  /** What the connections to the engine are doing; `undefined` where there are none, as behind a service. */
  poolUse?(): PoolUse | undefined;
  /** Compares every roll-up with the raw readings and names what differs. */
  verify(options?: WatchOptions): Promise<VerifyReport>;
  /** Rebuilds what differs; the report says what it was. */
  repair(options?: WatchOptions): Promise<VerifyReport>;
  /** Finishes what is under way and lets the store go; later calls throw `STORE_CLOSED`. May be called again. */
  close(): Promise<void>;
  /** The same as {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Rows, one after the other. */
export type Source<T> = Iterable<T> | AsyncIterable<T>;

/** How long work is watched and stopped. */
export interface WatchOptions {
  /** Stops the work with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the share of the work that is done, 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** How an import is watched and stopped. */
export interface ImportOptions {
  /** Stops between two blocks with `ABORTED`; what was written by then stays. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each block with the counts so far. */
  readonly onProgress?: ((receipt: Receipt) => void) | undefined;
  /** Receives every rejected row; the receipt holds only the first 1,000. */
  readonly onRejected?: ((rejections: readonly Rejection[]) => void) | undefined;
}

/** How users are brought in. */
export interface UsersImportOptions extends ImportOptions {
  /** Replaces users who exist as a whole, as `putUser` does, instead of merging what is told of them. */
  readonly replace?: boolean | undefined;
  /** Members that are not known are passed over, all (`true`) or those named, instead of rejecting the user. */
  readonly ignoreColumns?: IgnoredColumns | undefined;
}

/** How readings are brought in. */
export interface IngestOptions extends ImportOptions {
  /**
   * What to do with readings of unknown users: reject them (the default), or create users of unknown gender. One who is named by
   * text has that for an external id, and an id that is derived from it; by plain digits, that id alone.
   */
  readonly unknownUsers?: 'reject' | 'create' | undefined;
  /** Parse and check everything and write nothing; inserted, updated and unchanged stay 0, and the users created are those who would be. */
  readonly dryRun?: boolean | undefined;
  /** Receives one line for each thing about the users that people should know. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /**
   * Receives, after each block, the rows that were taken and what became of each: an index of {@link ROW_OUTCOMES}. Costs a
   * little; a store behind the HTTP service gives `UNSUPPORTED`.
   */
  readonly onTaken?: ((rows: ArrayLike<number>, outcomes: ArrayLike<number>) => void) | undefined;
}

/** What can become of a reading that is taken, seen as if the rows were written one after the other. */
export const ROW_OUTCOMES = ['inserted', 'updated', 'unchanged'] as const;

/** What became of the rows: `read` is the sum of `inserted`, `updated`, `unchanged`, `rejected` (but for a dry run). */
export interface Receipt {
  /** Rows that came. */
  readonly read: number;
  /** Rows that are new. */
  readonly inserted: number;
  /** Rows that corrected what was there. */
  readonly updated: number;
  /** Rows that say what was there already. */
  readonly unchanged: number;
  /** Rows that were not taken. */
  readonly rejected: number;
  /** Rejected rows by reason; reasons without rows are left out. */
  readonly rejectedByReason: { readonly [reason in RejectionReason]?: number };
  /** The first 1,000 rejected rows. */
  readonly rejections: readonly Rejection[];
  /** Users made because of `unknownUsers: 'create'`. */
  readonly usersCreated: number;
}

/** What was deleted. */
export interface DeleteReceipt {
  /** Users who were there. */
  readonly users: number;
  /** Their readings. */
  readonly readings: number;
}

/** Which readings are deleted: those of some users, in a window, or both. */
export interface ReadingSelection {
  /** Ids of the users, each 1 to 2^53 - 1; all users when this and `users` are left out. */
  readonly userIds?: Iterable<number>;
  /** The users by id or external id; in place of `userIds`. */
  readonly users?: Iterable<UserRef>;
  /** Inclusive; from the beginning when left out. */
  readonly from?: InstantInput;
  /** Inclusive; to the end when left out. */
  readonly to?: InstantInput;
}

/** Which users of a group have a high average in a window. */
export interface CohortQuery extends WindowInput {
  /** Only users older than this many completed years; all users when left out. */
  readonly minAge?: number;
  /** Only these genders; all when left out. */
  readonly gender?: Gender | readonly Gender[];
  /** Only users whose average in the window is above this, in bpm. */
  readonly minHeartRate: number;
  /** The day for ages from birth dates; the window's last day (UTC) when left out. */
  readonly asOf?: InstantInput;
  /** Gives averages and counts beside the ids. */
  readonly details?: boolean;
}

/** A user of a cohort. */
export interface CohortMember {
  /** Id of the user. */
  readonly userId: number;
  /** External id of the user; `null` when there is none. */
  readonly externalId: string | null;
  /** In bpm. */
  readonly average: number;
  /** Readings in the window. */
  readonly count: number;
}

/** Which hours of one user have the highest averages in a window. */
export interface TopQuery extends WindowInput {
  /** Id of the user, 1 to 2^53 - 1. Either this or `user` is given. */
  readonly userId?: number;
  /** The user by id or external id. */
  readonly user?: UserRef;
  /** 1 to 10,000; 10 when left out. */
  readonly limit?: number;
  /** IANA zone whose clock hours are the buckets; UTC when left out. It never changes how `from` and `to` are read. */
  readonly timezone?: string;
  /** Gives counts and hours beside the averages. */
  readonly details?: boolean;
}

/** One of the highest averages, and the hours that have it. */
export interface PeakAverage {
  /** In bpm. */
  readonly average: number;
  /** Readings in all the hours that have this average. */
  readonly count: number;
  /** The hours that have this average, in order of time. */
  readonly hours: readonly PeakHour[];
}

/** An hour that has one of the highest averages. */
export interface PeakHour {
  /** Start of the hour, though the window may cut it. */
  readonly start: Date;
  /** Readings of it in the window. */
  readonly count: number;
}

/** Whose clocks say when an hour, a day or a month begins. */
export interface AveragesOptions {
  /**
   * IANA zone whose clock hours, days and months are the buckets; UTC when left out. A day on which the clocks change has 23 or 25
   * hours, a repeated hour is two. It never changes how `from` and `to` are read. Where its clocks differ from UTC by other than
   * whole hours, the readings themselves are read, which takes longer.
   */
  readonly timezone?: string | undefined;
}

/** The average of an hour, a day or a month. */
export interface BucketAverage {
  /** Start of the bucket, though the window may cut it. */
  readonly start: Date;
  /** Readings of it in the window. */
  readonly count: number;
  /** In bpm. */
  readonly average: number;
  /** Lowest heart rate in bpm. */
  readonly min: number;
  /** Highest heart rate in bpm. */
  readonly max: number;
}
