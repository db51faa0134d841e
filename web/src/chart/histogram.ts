interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

const MOST_BINS = 30;
const WIDTHS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50];

/** How values are spread: bins of a round width, both ends of all values covered. */
export function histogram(values: readonly number[]): Bin[] {
  if (values.length === 0) return [];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const width = WIDTHS.find((size) => (most - least) / size <= MOST_BINS) ?? 100;
  const first = Math.floor(least / width);
  const counts = new Array<number>(Math.floor(most / width) - first + 1).fill(0);
  for (const value of values) counts[Math.floor(value / width) - first]! += 1;
  return counts.map((count, at) => ({ from: (first + at) * width, to: (first + at + 1) * width, count }));
}
