/** A logarithmic axis over whole decades. */
export interface LogAxis {
  /** Where a value lies, in pixels. */
  at(value: number): number;
  /** The powers of ten on it. */
  readonly ticks: readonly number[];
}

/** An axis from pixel `start` to pixel `end` that holds all values; values must be above 0. */
export function logAxis(values: readonly number[], start: number, end: number): LogAxis {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    at: (value) => start + ((Math.log10(value) - low) / (high - low)) * (end - start),
    ticks: Array.from({ length: high - low + 1 }, (_, decade) => 10 ** (low + decade)),
  };
}
