// `Symbol.asyncDispose`, for programs whose `lib` is older than it.
/// <reference lib="esnext.disposable" preserve="true" />
import type { Capabilities } from '../engine/capabilities.ts';
import type { Finding } from '../engine/finding.ts';
import type { LogUse } from '../engine/log-use.ts';
import type { PoolUse } from '../engine/pool-use.ts';
import type { StoreStats } from '../engine/store-stats.ts';
import type { VerifyReport } from '../engine/verify-report.ts';
import type { InstantInput } from '../model/instant.ts';
import type { Reading, ReadingInput } from '../model/reading.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import type { Rejection, RejectionReason } from '../model/rejection.ts';
import type { User, UserIdentity, UserInput, UserRow } from '../model/user.ts';
import type { IgnoredColumns } from '../model/user-fields.ts';
import type { UserRef } from '../model/user-ref.ts';
import type { Resolution } from '../window/resolution.ts';
import type { WindowInput } from '../window/window.ts';
import type { AveragesOptions, BucketAverage } from './bucket-average.ts';
import type { CohortMember, CohortQuery } from './cohort-query.ts';
import type { Distribution, DistributionQuery } from './distribution.ts';
import type { DryRun } from './dry-run.ts';
import type { Quality, QualityQuery } from './quality.ts';
import type { Timeline, TimelineOptions } from './timeline.ts';
import type { PeakAverage, TopQuery } from './top-query.ts';

export type { AveragesOptions, BucketAverage } from './bucket-average.ts';
export type { CohortMember, CohortQuery } from './cohort-query.ts';
export type { Distribution, DistributionQuery, HeartRateZone, Percentile } from './distribution.ts';
export type { PeopleQuery } from './people-query.ts';
export type { Quality, QualityDay, QualityQuery, UserQuality } from './quality.ts';
export type { Timeline, TimelineOptions } from './timeline.ts';
export type { PeakAverage, PeakHour, TopQuery } from './top-query.ts';

/**
 * A heart-rate store. What every value means is in docs/semantics.md and is the same on every engine, to the bit.
 *
 * Instants are a `Date` or ISO 8601 text; text without an offset is UTC; a bare number is refused, as it could be seconds or
 * milliseconds. Heart rates are beats per minute.
 *
 * Methods throw only `PulsebaseError`, with a stable `code`: promises reject, iterables throw when they are first read.
 * `INVALID_ARGUMENT` names the `field` at fault, which may be an unknown key. Errors of a caller's own callback or source of rows
 * are passed through unchanged.
 */
export interface Store {
  /** Short name of the engine behind the store, such as `chdb`. */
  readonly engine: string;
  /** What this store can do that others may not. */
  readonly capabilities: Capabilities;

  /**
   * Adds a user, or replaces the one with the same id, or, if no id is given, with the same external id. Returns the user as
   * stored.
   *
   * @throws PulsebaseError `EXTERNAL_ID_TAKEN` when another user has the external id.
   */
  putUser(user: UserInput): Promise<User>;
  /**
   * Returns the user, or `undefined` if there is none. A text is an external id, or, if nobody has that, the plain digits of an
   * id.
   */
  getUser(user: UserRef): Promise<User | undefined>;
  /** Returns all users in order of id, or those with ids above `after`. */
  listUsers(after?: number): AsyncIterable<User>;
  /**
   * Adds users, and merges new data into existing ones: what is omitted, empty, `null` or `unknown` leaves the stored value
   * unchanged, unless `replace` is set. An invalid user, or one with an unknown member, is rejected with its row and never stops
   * the others. File readers yield rows with their lines, and rejections of lines that they could not read.
   */
  importUsers(users: Source<UserInput | UserRow | Rejection>, options?: UsersImportOptions): Promise<Receipt>;
  /** Returns both ids of each user, in their order, or `undefined` for one who does not exist. */
  identifyUsers(users: Iterable<UserRef>): Promise<(UserIdentity | undefined)[]>;
  /** Deletes users with all their readings; those who do not exist are ignored. */
  deleteUsers(users: Iterable<UserRef>): Promise<DeleteReceipt>;

  /**
   * Adds readings, or corrects those with the same user and instant. When the promise settles they are durable and part
   * of every answer. An invalid reading is rejected with its row and never stops the others; other keys of a reading are ignored.
   * Input larger than a block is written block by block; if it breaks off, all blocks up to there are kept.
   */
  ingest(readings: Source<ReadingInput | ReadingBlock>, options?: IngestOptions): Promise<Receipt>;
  /** Deletes readings of some users, in a window, or both. One of the three must be given. */
  deleteReadings(selection: ReadingSelection): Promise<number>;
  /** Deletes all readings before an instant, by whole months where it can. Gives their number. */
  dropBefore(instant: InstantInput): Promise<number>;

  /** Returns the ids of the users of a cohort, highest average heart rate first. */
  queryUsers(query: CohortQuery & { readonly details: true }): Promise<CohortMember[]>;
  queryUsers(query: CohortQuery): Promise<number[]>;
  /**
   * Returns the highest distinct hourly averages of one user in bpm, highest first.
   *
   * @throws PulsebaseError `USER_NOT_FOUND`.
   */
  queryTop(query: TopQuery & { readonly details: true }): Promise<PeakAverage[]>;
  queryTop(query: TopQuery): Promise<number[]>;

  /**
   * Returns the readings of one user in order of time.
   *
   * @throws PulsebaseError `USER_NOT_FOUND`.
   */
  readings(user: UserRef, window: WindowInput): AsyncIterable<Reading>;
  /**
   * Returns the averages of one user by hour, day, week or month, in UTC or by a zone's clocks; a bucket cut by the window counts its
   * readings inside.
   *
   * @throws PulsebaseError `USER_NOT_FOUND`.
   */
  averages(
    user: UserRef,
    window: WindowInput,
    resolution: Resolution,
    options?: AveragesOptions,
  ): AsyncIterable<BucketAverage>;
  /**
   * Returns a person's window in at most so many points, whatever its length: readings themselves, or their averages by the
   * finest level that is allowed. The answer says which.
   *
   * @throws PulsebaseError `USER_NOT_FOUND`; `INVALID_ARGUMENT` when a level was named that the window has too much of, or
   * `maxPoints` is less than the months of the window.
   */
  timeline(user: UserRef, window: WindowInput, options?: TimelineOptions): Promise<Timeline>;

  /**
   * Returns how the heart rates of one user, or of a cohort together, are distributed: percentiles of the readings, and how many
   * there are, and how long they stand, in each zone. Reads the raw readings, piece by piece.
   *
   * @throws PulsebaseError `USER_NOT_FOUND`.
   */
  distribution(query: DistributionQuery): Promise<Distribution>;

  /**
   * Returns how completely the heart rates of one user, or of a cohort, were measured: minutes with readings, valid hours and
   * valid days, silences. Reads the raw readings, piece by piece.
   *
   * @throws PulsebaseError `USER_NOT_FOUND`.
   */
  quality(query: QualityQuery): Promise<Quality>;

  /** Returns the readings of all users in blocks, those of each user in order of time. Only some engines have it. */
  readonly scan?: ((window: WindowInput) => AsyncIterable<ReadingBlock>) | undefined;
  /**
   * The same as Parquet files to be joined, where the engine writes them itself, many times faster: the integers `user_id`,
   * `timestamp` (milliseconds since 1970, UTC) and `heart_rate` (thousandths of a bpm).
   */
  readonly scanParquet?: ((window: WindowInput) => AsyncIterable<Uint8Array>) | undefined;

  /** Returns when each of some users has the newest reading; those without readings are missing. Not behind a service. */
  newestReadings?(userIds: readonly number[]): Promise<ReadonlyMap<number, Date>>;

  /** Returns how much the store holds, and its size on disk. */
  stats(): Promise<StoreStats>;
  /** Returns what is wrong with the store or slow, in plain words. */
  diagnose(): Promise<readonly Finding[]>;
  /** Returns the use of the connections to the engine; `undefined` where there are none, as behind a service. */
  poolUse?(): PoolUse | undefined;
  /** Returns what waits in the log of an embedded store; `undefined` where there is none, as behind a service. */
  logUse?(): LogUse | undefined;
  /** Compares every roll-up with the raw readings and returns what differs. */
  verify(options?: WatchOptions): Promise<VerifyReport>;
  /** Rebuilds what differs, and reports it. */
  repair(options?: WatchOptions): Promise<VerifyReport>;
  /** Finishes what is under way and releases the store; later calls throw `STORE_CLOSED`. Idempotent. */
  close(): Promise<void>;
  /** The same as {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Rows, one after the other. */
export type Source<T> = Iterable<T> | AsyncIterable<T>;

/** How long-running work is watched and stopped. */
export interface WatchOptions {
  /** Stops the work with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the fraction of the work that is done, 0 to 1. */
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

/** How users are imported. */
export interface UsersImportOptions extends ImportOptions {
  /** Replaces existing users as a whole, as `putUser` does, instead of merging. */
  readonly replace?: boolean | undefined;
  /** Ignores unknown members, all (`true`) or those listed, instead of rejecting the user. */
  readonly ignoreColumns?: IgnoredColumns | undefined;
}

/** How readings are imported. */
export interface IngestOptions extends ImportOptions {
  /**
   * What to do with readings of unknown users: reject them (the default), or create users of unknown gender. One named by text
   * gets it as the external id, and an id derived from it; one named by plain digits just that id.
   */
  readonly unknownUsers?: 'reject' | 'create' | undefined;
  /**
   * Write nothing, and count what would happen: rows are checked as always and compared with the store and with the rows before
   * them. Several calls that share a {@link DryRun} are counted as one import.
   */
  readonly dryRun?: boolean | DryRun | undefined;
  /** Receives one-line warnings about users. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /**
   * Receives, after each block, the accepted rows and the outcome of each: an index of {@link ROW_OUTCOMES}. Costs a little; a
   * store behind the HTTP service throws `UNSUPPORTED`.
   */
  readonly onTaken?: ((rows: ArrayLike<number>, outcomes: ArrayLike<number>) => void) | undefined;
}

/** The outcomes of an accepted reading, as if the rows were written one after the other. */
export const ROW_OUTCOMES = ['inserted', 'updated', 'unchanged'] as const;

/** What became of the rows: `read` is the sum of `inserted`, `updated`, `unchanged`, `rejected`. */
export interface Receipt {
  /** Rows received. */
  readonly read: number;
  /** Rows that are new. */
  readonly inserted: number;
  /** Rows that corrected a stored value. */
  readonly updated: number;
  /** Rows that equal the stored value. */
  readonly unchanged: number;
  /** Rows that were not accepted. */
  readonly rejected: number;
  /** Rejected rows by reason; reasons without rows are left out. */
  readonly rejectedByReason: { readonly [reason in RejectionReason]?: number };
  /** The first 1,000 rejected rows. */
  readonly rejections: readonly Rejection[];
  /** Users created because of `unknownUsers: 'create'`; in a dry run those that would be. */
  readonly usersCreated: number;
}

/** What was deleted. */
export interface DeleteReceipt {
  /** Users who existed. */
  readonly users: number;
  /** Their readings. */
  readonly readings: number;
}

/** Which readings are deleted: those of some users, in a window, or both. */
export interface ReadingSelection {
  /** Ids of the users, each 1 to 2^53 - 1; all users when this and `users` are left out. */
  readonly userIds?: Iterable<number>;
  /** The users by id or external id, instead of `userIds`. */
  readonly users?: Iterable<UserRef>;
  /** Inclusive; from the beginning when omitted. */
  readonly from?: InstantInput;
  /** Inclusive; to the end when omitted. */
  readonly to?: InstantInput;
}
