// The types of a store's arguments, answers and errors. Both the library and the client export all of them.

export type { Capabilities } from './engine/capabilities.ts';
export type { Finding } from './engine/finding.ts';
export type { LogUse } from './engine/log-use.ts';
export type { PoolUse } from './engine/pool-use.ts';
export type { StoreStats } from './engine/store-stats.ts';
export type { BucketValues, Difference, VerifyReport } from './engine/verify-report.ts';
export type { InstantInput } from './model/instant.ts';
export { ERROR_CODES, type ErrorCode, type ErrorDetails, PulsebaseError } from './model/pulsebase-error.ts';
export type { Reading, ReadingInput } from './model/reading.ts';
export { ReadingBlock } from './model/reading-block.ts';
export { REJECTION_REASONS, type Rejection, type RejectionReason } from './model/rejection.ts';
export { GENDERS, type Gender, type User, type UserIdentity, type UserInput, type UserRow } from './model/user.ts';
export type { IgnoredColumns } from './model/user-fields.ts';
export type { UserRef } from './model/user-ref.ts';
export { DryRun } from './store/dry-run.ts';
export {
  type AveragesOptions,
  type BucketAverage,
  type CohortMember,
  type CohortQuery,
  type DeleteReceipt,
  type Distribution,
  type DistributionQuery,
  type HeartRateZone,
  type ImportOptions,
  type IngestOptions,
  type PeakAverage,
  type PeakHour,
  type PeopleQuery,
  type Percentile,
  type Quality,
  type QualityDay,
  type QualityQuery,
  type ReadingSelection,
  type Receipt,
  ROW_OUTCOMES,
  type Source,
  type Store,
  type Timeline,
  type TimelineOptions,
  type TopQuery,
  type UserQuality,
  type UsersImportOptions,
  type WatchOptions,
} from './store/store.ts';
export type { Level } from './window/bucket.ts';
export type { Resolution } from './window/resolution.ts';
export type { TimelineLevel } from './window/timeline-level.ts';
export type { WindowInput } from './window/window.ts';
