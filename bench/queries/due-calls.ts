const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Which of `total` calls a contender makes that has time for `share` of them: spread over all, and whoever makes fewer makes
 * none that another one with more time leaves out, so that there are pairs to compare.
 */
export function dueCalls(share: number, total: number): ReadonlySet<number> {
  const order = Array.from({ length: total }, (_, at) => at).sort((a, b) => ((a * GOLDEN) % 1) - ((b * GOLDEN) % 1));
  return new Set(order.slice(0, share));
}
