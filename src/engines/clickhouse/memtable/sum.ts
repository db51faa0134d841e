import type { MilliBpm } from '../../../model/heart-rate.ts';

/** Exact totals of some readings of one user. */
export interface Sum {
  readonly count: number;
  /** In thousandths of a bpm. */
  readonly sum: number;
  readonly lowest: MilliBpm;
  readonly highest: MilliBpm;
}

export const NO_READINGS: Sum = { count: 0, sum: 0, lowest: Number.POSITIVE_INFINITY, highest: 0 };

/** The totals of two disjoint sets of readings together. */
export function plus(a: Sum, b: Sum | undefined): Sum {
  if (b === undefined) return a;
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    lowest: Math.min(a.lowest, b.lowest),
    highest: Math.max(a.highest, b.highest),
  };
}
