import './model/require-supported-node.ts';

export type { StoreStats } from './engine/store-stats.ts';
export type { BucketValues, Difference, VerifyReport } from './engine/verify-report.ts';
export type { InstantInput } from './model/instant.ts';
export { ERROR_CODES, type ErrorCode, PulsebaseError } from './model/pulsebase-error.ts';
export type { Reading, ReadingInput } from './model/reading.ts';
export { REJECTION_REASONS, type Rejection, type RejectionReason } from './model/rejection.ts';
export { GENDERS, type Gender, type User, type UserInput } from './model/user.ts';
export type { IgnoredColumns } from './model/user-fields.ts';
export { DEFAULT_OPTIONS, openStore, type StoreOptions } from './open-store.ts';
export type {
  BucketAverage,
  CohortMember,
  CohortQuery,
  DeleteReceipt,
  DeleteScope,
  ImportOptions,
  IngestOptions,
  PeakAverage,
  PeakHour,
  Receipt,
  Source,
  Store,
  TopQuery,
  UsersImportOptions,
  WatchOptions,
} from './store/store.ts';
export type { Level } from './window/bucket.ts';
export type { WindowInput } from './window/window.ts';
