import type { CellResult, IngestResult } from '../bench-result.ts';
import type { DiskUse, LoadResult } from '../contenders/contender.ts';
import type { Machine } from '../machine.ts';
import type { Growth } from './scale-plan.ts';

/** What a store of one engine costs as it grows. */
export interface ScaleResult {
  /** Of this layout; other than that of the benchmark's results, which lie in the same folder. */
  readonly format: 'scale-1';
  /** Start of the run, ISO 8601. */
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  readonly version: string;
  readonly growth: Growth;
  /** One store, ever larger. */
  readonly checkpoints: readonly Checkpoint[];
  /** Stores of the same number of readings and ever more users; empty when left out. */
  readonly equalStores: readonly Checkpoint[];
  /** Batches into the largest store; empty when not measured. */
  readonly ingest: readonly IngestResult[];
  readonly comparedAnswers: number;
  readonly wrongAnswers: readonly string[];
  readonly minutes: number;
}

/** A store after a load. */
export interface Checkpoint {
  readonly users: number;
  readonly years: number;
  readonly readings: number;
  /** The load that led here, from the checkpoint before. */
  readonly load: LoadResult;
  readonly disk: DiskUse;
  /** Highest resident set of the process, bytes: of the one that loaded, and of another that answered. */
  readonly peakMemory: { readonly load: number; readonly queries: number };
  /** Opening in a new process, milliseconds. */
  readonly openMs: number;
  readonly cells: readonly CellResult[];
}
