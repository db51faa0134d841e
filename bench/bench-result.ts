import type { DiskUse, ImportResult, LoadResult } from './contenders/contender.ts';
import type { ContenderName } from './contenders/registry.ts';
import type { DataPlan } from './data/data-plan.ts';
import type { Machine } from './machine.ts';
import type { Cell } from './queries/cells.ts';
import type { RowsNeeded } from './queries/rows-needed.ts';
import type { PairedDifference, Spread, Times } from './times.ts';

/** Everything that a run found out; what is written as JSON, and read again for plots and comparisons of sizes. */
export interface BenchResult {
  /** Of this layout. */
  readonly format: 2;
  /** Start of the run, ISO 8601. */
  readonly date: string;
  readonly command: string;
  readonly plan: DataPlan;
  readonly machine: Machine;
  readonly postgresSettings: Readonly<Record<string, string>>;
  readonly contenders: readonly ContenderResult[];
  /** Contenders that did not run, with the reason. */
  readonly left: readonly string[];
  readonly cells: readonly CellResult[];
  readonly ingest: readonly IngestResult[];
  readonly floors: FloorResults;
  readonly extras: ExtraResults;
  /** What was wrong with answers; empty when all agreed. */
  readonly wrongAnswers: readonly string[];
  /** Answers that were compared. */
  readonly comparedAnswers: number;
  /** Whether times are worth judging. */
  readonly smoke: boolean;
  readonly minutes: number;
}

export interface ContenderResult {
  readonly name: ContenderName;
  readonly version: string;
  /** Left out for a copy of another contender's data. */
  readonly load?: LoadResult;
  readonly disk: DiskUse;
  /** Highest resident set of the process that does the work, bytes: of the one that loaded, and of the one that answered. */
  readonly peakMemory: { readonly load?: number; readonly queries: number };
  /** Opening in a new process. */
  readonly open: Times | undefined;
}

export type ByContender<T> = { readonly [name in ContenderName]?: T };

export interface CellResult {
  readonly cell: Cell;
  readonly warm: ByContender<Times>;
  readonly cold: ByContender<Times>;
  /** The plain SQL schema's time over the contender's, call by call; without it there are none. */
  readonly ratios: ByContender<Spread>;
  /** What an answer takes longer over HTTP than in the process, call by call. */
  readonly overHttp?: PairedDifference;
  /** What the calls had to read at least. */
  readonly needed: RowsNeeded;
}

/** What nothing on this machine goes below. */
export interface FloorResults {
  /** `SELECT 1` by the way of the queries; over HTTP a call that does nothing. */
  readonly emptyStatement: ByContender<Times>;
  /** The generator alone, its readings thrown away. */
  readonly generator: LoadResult;
  /** A page written and synced where the stores lie. */
  readonly sync: Times;
  /** A process of Node that does nothing, from its start to its end. */
  readonly nodeStart: Times;
}

/** Batches of one size into the loaded stores. */
export interface IngestResult {
  readonly batch: number;
  readonly times: ByContender<Times>;
}

/** Measurements of single contenders; what could not be measured is left out. */
export interface ExtraResults {
  readonly csvImport?: ImportResult & { readonly fileBytes: number };
  readonly plainLoader?: LoadResult & { readonly batch: number };
  /** From the start to the answer, and to the end of the process. */
  readonly commandLine?: { readonly program: string; readonly times: Times; readonly ended: Times };
  readonly realFiles?: readonly RealFilesResult[];
}

/** Real readings in a store of their own. */
export interface RealFilesResult extends ImportResult {
  readonly contender: ContenderName;
  readonly disk: DiskUse;
}
