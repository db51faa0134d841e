/** Exact totals of readings, in thousandths of a bpm. */
export interface Total {
  count: number;
  sum: bigint;
}

export function add(total: Total, milli: number): void {
  total.count += 1;
  total.sum += BigInt(milli);
}

/** Double of the sum of thousandths over double of 1000 times the count. */
export function average({ count, sum }: Total): number {
  return Number(sum) / Number(1000n * BigInt(count));
}
