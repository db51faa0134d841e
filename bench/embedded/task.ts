/** What a measuring process is told on its command line, as JSON. */
export interface EmbeddedTask {
  /** Module with `openStore`: that of this version, or of another one. */
  readonly entry: string;
  readonly directory: string;
  /** Users are 1 to this. */
  readonly users: number;
  /** Distinguishes the readings and windows of one round from those of another. */
  readonly round: number;
}

/** Calls of one kind in one process. */
export interface KindSamples {
  readonly kind: string;
  /** Milliseconds of each call. */
  readonly ms: readonly number[];
  /** Processor time of all calls together, of the engine's threads too, in milliseconds. */
  readonly cpuMs: number;
}

export interface EmbeddedRound {
  readonly samples: readonly KindSamples[];
  /** Answers in a fixed order: those of two versions must be the same. */
  readonly answers: readonly string[];
  readonly openMs: number;
  readonly peakBytes: number;
}
