/** How many shades there are. */
export const BINS = 5;

/** Bounds between shades: of equal parts of the values, so that each shade is used, and in whole numbers. */
export function binBounds(values: readonly number[]): readonly number[] {
  if (values.length === 0) return [];
  const sorted = [...values].sort((a, b) => a - b);
  const bounds = Array.from({ length: BINS - 1 }, (_, at) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(((at + 1) / BINS) * sorted.length))]!),
  );
  return [...new Set(bounds)];
}

/** The shade of a value, from 1. */
export function binOf(value: number, bounds: readonly number[]): number {
  const found = bounds.findIndex((bound) => value < bound);
  return (found === -1 ? bounds.length : found) + 1;
}
