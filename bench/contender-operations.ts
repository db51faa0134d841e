import type { ReadingInput } from '../src/model/reading.ts';
import type { DiskUse, ImportResult, LoadResult, LoadStep } from './contenders/contender.ts';
import type { DataPlan } from './data/data-plan.ts';
import type { CohortAverage, CohortQuery, TopQuery, UsersQuery } from './queries/query.ts';

/** What a contender's process does on request. Times are taken in there, around the call alone. */
export interface ContenderOperations {
  load(plan: DataPlan): Promise<LoadResult>;
  loadStep(step: LoadStep): Promise<LoadResult>;
  queryUsers(query: UsersQuery): Promise<Timed<readonly number[]>>;
  queryTop(query: TopQuery): Promise<Timed<readonly number[]>>;
  cohort(query: CohortQuery): Promise<readonly CohortAverage[]>;
  disk(): Promise<DiskUse>;
  emptyStatement(): Promise<Timed<undefined>>;
  addUsers(ids: readonly number[]): Promise<void>;
  ingest(readings: readonly ReadingInput[]): Promise<Timed<undefined>>;
  importCsv(plan: DataPlan, file: string): Promise<ImportResult>;
  importFiles(files: readonly string[]): Promise<ImportResult>;
  loadInBatches(plan: DataPlan, batch: number): Promise<LoadResult>;
  /** Highest resident set of the process so far, bytes. */
  peakMemory(): Promise<number>;
  close(): Promise<void>;
}

export interface Timed<T> {
  readonly ms: number;
  readonly value: T;
}

export type OperationName = keyof ContenderOperations;

/** From the run to the contender's process. */
export interface ContenderRequest {
  readonly operation: OperationName;
  readonly parameters: readonly unknown[];
}

/** Back again, one for each request in turn; the first one, unasked, says that the contender is open. */
export type ContenderReply =
  | { readonly value: unknown; readonly error?: undefined }
  | { readonly error: string; readonly value?: undefined };

/** What the first reply holds. */
export interface Opened {
  readonly version: string;
  /** From the start of opening in the process, modules included, to the contender being ready. */
  readonly ms: number;
}
