import type { AgeRule } from '../model/age-rule.ts';
import type { MilliBpm } from '../model/heart-rate.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import type { Gender, User, UserIdentity } from '../model/user.ts';
import type { Level } from '../window/bucket.ts';
import type { Covering } from '../window/covering.ts';
import type { OffsetSegment } from '../window/offset-segments.ts';
import type { Window } from '../window/window.ts';
import type { Capabilities } from './capabilities.ts';
import type { EngineStats } from './engine-stats.ts';
import type { Finding } from './finding.ts';
import type { LogUse } from './log-use.ts';
import type { PoolUse } from './pool-use.ts';
import type { VerifyReport } from './verify-report.ts';

/**
 * The port that every engine implements: plain, validated values in, exact integers out. Validation, rejections, final divisions
 * and whatever else callers see are done once, in `src/store/create-store.ts`.
 *
 * An engine promises what docs/semantics.md says: a write is atomic or completed before the next answer, durable when its promise
 * settles, and part of the next answer; roll-ups equal the raw readings.
 */
export interface Engine {
  /** Short name of the engine for people, such as `chdb`. */
  readonly name: string;
  readonly capabilities: Capabilities;

  /**
   * Adds users, as if one after the other: an id may repeat, and each row is counted. A user whose external id another one has at
   * that point is not put. Atomic, also with respect to concurrent calls.
   */
  putUsers(users: readonly User[], existing: ExistingUsers): Promise<PutUsersCounts>;
  getUser(id: number): Promise<User | undefined>;
  /** Users with ids above `afterId`, in order of id, at most `limit`. */
  listUsers(afterId: number, limit: number): Promise<readonly User[]>;
  /** Returns the ids that belong to users. */
  existingUsers(ids: readonly number[]): Promise<ReadonlySet<number>>;
  /** Returns the users who have one of these external ids. */
  findByExternalId(externalIds: readonly string[]): Promise<readonly NamedUser[]>;
  /** Returns both ids of those of these who are users. */
  identitiesOf(ids: readonly number[]): Promise<readonly UserIdentity[]>;
  /** Deletes users with all their readings; ids without a user are ignored. */
  deleteUsers(ids: readonly number[]): Promise<DeleteCounts>;

  /**
   * Starts a write. In mode `batch`, roll-ups are current when `write` settles; `bulk` may postpone them until `finish`, which
   * the caller must always await. Queries in between see current roll-ups in either mode.
   */
  beginWrite(mode: WriteMode): Promise<WriteSession>;
  /** Returns what the store holds under some keys, without writing; the result may include other keys. */
  storedReadings(keys: ReadingKeys): Promise<StoredReadings>;
  /** Deletes readings of some users, or of all, in a window. */
  deleteReadings(userIds: readonly number[] | 'all', window: Window): Promise<number>;
  /** Deletes all readings before an instant, by whole partitions where possible. */
  dropBefore(instant: number): Promise<number>;

  /** Users above the threshold, by average descending, then id ascending. */
  cohort(query: CohortQuery): Promise<readonly CohortTotal[]>;
  /** The highest distinct hourly averages, highest first. */
  peakHours(query: PeakHoursQuery): Promise<readonly PeakTotal[]>;
  /** Totals of one user by bucket of `level`, in order; the covering uses no coarser level. */
  totals(userId: number, covering: Covering, level: Level): Promise<readonly BucketTotal[]>;
  /** Totals of one user by stretches of `sizeMs`, a divisor of an hour, numbered from 1970 on; in order, from raw readings. */
  fineTotals(userId: number, window: Window, sizeMs: number): Promise<readonly BucketTotal[]>;
  /** How many readings have each heart rate, in no particular order, and how long they stand; those with neither may be missing. */
  heartRates(query: HeartRatesQuery): Promise<readonly HeartRateTotal[]>;
  /** Readings of one user in a window, in order of time, at most `limit`. */
  readings(userId: number, window: Window, limit: number): Promise<ReadingPage>;

  /** By user, the instant of the newest reading in Unix milliseconds; those without readings are missing. */
  newestReadings(userIds: readonly number[]): Promise<ReadonlyMap<number, number>>;

  /**
   * Readings of all users in a window, in blocks, in the cheapest order in which those of each user are in order of time. Omitted
   * where reading user by user is as good.
   */
  scan?(window: Window): AsyncIterable<ReadingBlock>;
  /**
   * The same as Parquet files to be joined, where the engine writes them itself: the integers `user_id`, `timestamp` (Unix ms) and
   * `heart_rate` (thousandths of a bpm, 32 bits), without indexes and Bloom filters.
   */
  readonly scanParquet?: ((window: Window) => AsyncIterable<Uint8Array>) | undefined;

  stats(): Promise<EngineStats>;
  /** Looks for faults and slowness beyond what `verify` compares. */
  diagnose?(): Promise<readonly Finding[]>;
  /** The use of its connections; omitted where there are none. */
  poolUse?(): PoolUse;
  /** What waits in its log; `undefined`, or omitted, where it has none. */
  logUse?(): LogUse | undefined;
  /** Compares every roll-up with the raw readings. */
  verify(options: LongWork): Promise<VerifyReport>;
  /** Rebuilds every roll-up that differs. */
  repair(options: LongWork): Promise<VerifyReport>;
  close(): Promise<void>;
}

/**
 * How a user who exists already is treated: replaced as a whole, merged as by `mergeUser`, or kept. A user who ends up the same
 * counts as unchanged.
 */
export type ExistingUsers = 'replace' | 'merge' | 'keep';

export type WriteMode = 'batch' | 'bulk';

export interface WriteSession {
  /**
   * Writes the readings of a block. Rows of unknown users are skipped and their ids returned. Keys may repeat within a block: the
   * later row wins, and the counts are those of writing the rows one after the other.
   *
   * @param wanted `before` asks for {@link WriteCounts.before}.
   */
  write(block: ReadingBlock, wanted?: 'before'): Promise<WriteCounts>;
  /** Makes everything written current and durable. Called exactly once, even after a failed `write`. */
  finish(): Promise<void>;
}

export interface PutCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

export interface PutUsersCounts extends PutCounts {
  /** Users who were not put. */
  readonly taken: readonly TakenExternalId[];
}

/** A user who was not put, because another one has the external id. */
export interface TakenExternalId {
  /** Index in the list passed. */
  readonly index: number;
  /** Who has it. */
  readonly userId: number;
}

/** A user who has an external id. */
export interface NamedUser extends UserIdentity {
  readonly externalId: string;
}

export interface WriteCounts extends PutCounts {
  readonly unknownUsers: ReadonlySet<number>;
  /** What the store held before the write, for the keys of the block; always present when requested. */
  readonly before?: StoredReadings;
}

/** Keys of readings in columns of `length`, each key once, in order of user and time. */
export interface ReadingKeys {
  readonly length: number;
  readonly userIds: Float64Array;
  /** Unix milliseconds. */
  readonly timestamps: Float64Array;
}

/** Heart rates by user, then by Unix millisecond; for look-ups only. */
export type StoredReadings = ReadonlyMap<number, ReadonlyMap<number, MilliBpm>>;

export interface DeleteCounts {
  readonly users: number;
  readonly readings: number;
}

/** Users by what is known of them. */
export interface UserSelection {
  /** `undefined` for all genders. */
  readonly genders: readonly Gender[] | undefined;
  /** `undefined` for all users, with or without an age. */
  readonly age: AgeRule | undefined;
}

/** One user, or those selected. */
export type People = { readonly userId: number } | UserSelection;

export interface HeartRatesQuery {
  readonly people: People;
  readonly window: Window;
  /** How long a reading stands at most until the next one of its user, in milliseconds, from 1 on. */
  readonly maxGapMs: number;
}

export interface HeartRateTotal {
  readonly heartRate: MilliBpm;
  /** Readings in the window. */
  readonly count: number;
  /** Milliseconds of the window during which one of them, or one from before the window, is the last of its user. */
  readonly standingMs: number;
}

export interface CohortQuery extends UserSelection {
  readonly covering: Covering;
  /** In bpm; an average must be above it. */
  readonly minHeartRate: number;
  /** Readings that a user must have in the window, from 1 on. */
  readonly minReadings: number;
  /** UTC days with a reading in the window that a user must have, from 1 on. Above 1 the covering has no months. */
  readonly minDays: number;
}

/** Exact totals over some readings: their count and the sum of their thousandths of a bpm. */
export interface Total {
  readonly count: number;
  readonly sum: number;
}

export interface CohortTotal extends Total {
  readonly userId: number;
}

export interface PeakHoursQuery {
  readonly userId: number;
  /** UTC hours by a covering of hours and raw ends; or raw readings by local hour in segments of one offset each. */
  readonly hours: { readonly covering: Covering } | { readonly segments: readonly OffsetSegment[] };
  readonly limit: number;
  /** Readings that an hour must have in the window, from 1 on. */
  readonly minReadings: number;
  /** Whether to return the hours of each average. */
  readonly details: boolean;
}

/** One distinct average; `hours`, in order of time, is empty unless requested. */
export interface PeakTotal extends Total {
  readonly hours: readonly HourTotal[];
}

export interface HourTotal extends Total {
  /** First Unix millisecond of the hour. */
  readonly start: number;
}

export interface BucketTotal extends Total {
  readonly bucket: number;
  readonly min: MilliBpm;
  readonly max: MilliBpm;
}

/** Readings of one user in columns. */
export interface ReadingPage {
  readonly timestamps: ArrayLike<number>;
  readonly heartRates: ArrayLike<MilliBpm>;
}

/** How long-running work is watched and stopped. */
export interface LongWork {
  readonly signal?: AbortSignal | undefined;
  /** Called with the fraction of the work that is done, 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
}
