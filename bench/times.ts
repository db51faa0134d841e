import { percentile } from '../src/cli/percentile.ts';

/** How long calls took, milliseconds. */
export interface Times {
  readonly calls: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export function timesOf(samples: readonly number[]): Times {
  const at = (share: number) => rounded(percentile(samples, share));
  return { calls: samples.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** Ratios of pairs of calls. */
export interface Spread {
  readonly pairs: number;
  readonly p10: number;
  readonly median: number;
  readonly p90: number;
}

export function spreadOf(ratios: readonly number[]): Spread {
  const at = (share: number) => rounded(percentile(ratios, share));
  return { pairs: ratios.length, p10: at(0.1), median: at(0.5), p90: at(0.9) };
}

/** How much longer one way took than the other, milliseconds, over pairs of calls. */
export interface PairedDifference {
  readonly pairs: number;
  readonly median: number;
  readonly p95: number;
}

export function differenceOf(differences: readonly number[]): PairedDifference {
  const at = (share: number) => rounded(percentile(differences, share));
  return { pairs: differences.length, median: at(0.5), p95: at(0.95) };
}

/** To the microsecond: no clock here tells more. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
