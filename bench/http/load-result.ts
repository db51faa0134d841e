import type { Machine } from '../machine.ts';
import type { LargeResult } from './large-ingest.ts';
import type { MixResult } from './mixed-load.ts';

/** A run of `bench/http-load.ts`, as it is kept in JSON. */
export interface LoadResult {
  readonly kind: 'http-load';
  readonly date: string;
  readonly command: string;
  readonly engine: string;
  readonly size: string;
  readonly users: number;
  /** Readings in the store before the run. */
  readonly readings: number;
  readonly machine: Machine;
  readonly picture: MixResult;
  /** Many small writers, hardly anybody who asks. */
  readonly small: MixResult;
  /** One large NDJSON body, and a few at a time. */
  readonly large: readonly LargeResult[];
  /** The picture raised step by step, to the first step that breaks an objective. */
  readonly steps: readonly MixResult[];
}
