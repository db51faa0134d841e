import type { ReadingInput } from '../../src/model/reading.ts';
import type { DataPlan } from '../data/data-plan.ts';
import type { CohortAverage, CohortQuery, TopQuery, UsersQuery } from '../queries/query.ts';

/** Where a contender keeps its data, which outlive it: it is opened there again and again. */
export interface Place {
  /** A directory of its own; it exists. */
  readonly directory: string;
  /** An empty database of its own, for contenders on PostgreSQL. */
  readonly databaseUrl: string | undefined;
}

/** Bytes on disk. */
export interface DiskUse {
  /** Raw readings alone, without indexes and roll-ups. */
  readonly readings: number;
  /** With indexes, roll-ups and users, as the engine counts what is in force. */
  readonly total: number;
}

/** One way to keep readings and to answer both queries. Opened at a {@link Place}, in a process of its own. */
export interface Contender {
  /** Name and version of the engine, such as `PostgreSQL 18.4`. */
  readonly version: string;
  /** Makes tables, users and readings in the fastest plain way, and whatever the engine wants after it. */
  load(plan: DataPlan): Promise<void>;
  /** Ids of the users, highest average first. */
  queryUsers(query: UsersQuery): Promise<readonly number[]>;
  /** The ten highest distinct hourly averages, bpm. */
  queryTop(query: TopQuery): Promise<readonly number[]>;
  /** Averages of all users of a cohort, highest first; never timed. */
  cohort(query: CohortQuery): Promise<readonly CohortAverage[]>;
  disk(): Promise<DiskUse>;
  /** The least that an answer can take: a statement without work by the way of the queries, or a call that does nothing. */
  emptyStatement(): Promise<void>;
  /** Highest resident set of the process that does the work, bytes, where that is another one. */
  peakMemory?(): number;
  close(): Promise<void>;

  /** Adds generated users and their readings to what is there, with progress on stderr. */
  loadStep?(step: LoadStep): Promise<void>;
  /** Adds users of these ids, for batches that need more users than were loaded. */
  addUsers?(ids: readonly number[]): Promise<void>;
  /** Adds a batch of readings, durably, so that every answer has them. */
  ingest?(readings: readonly ReadingInput[]): Promise<void>;
  /** Imports a CSV file of readings of the plan's users into an empty store. Gives the number of readings. */
  importCsv?(plan: DataPlan, file: string): Promise<ImportResult>;
  /** Imports files of unknown users into an empty store. */
  importFiles?(files: readonly string[]): Promise<ImportResult>;
  /** Loads readings as programs do that know nothing else: rows by INSERT in batches. Gives the number of readings. */
  loadInBatches?(plan: DataPlan, batch: number): Promise<LoadResult>;
}

/** A part of a large load. */
export interface LoadStep {
  readonly firstId: number;
  readonly users: number;
  readonly readings: number;
  readonly seed: number;
  /** ISO dates, `to` exclusive. */
  readonly from: string;
  readonly to: string;
}

export interface LoadResult {
  readonly readings: number;
  readonly seconds: number;
}

export interface ImportResult extends LoadResult {
  readonly users: number;
  readonly rejected: number;
}
