/**
 * The average heart rate in bpm of `count` readings whose thousandths add up to `sum`: one IEEE 754 division of two
 * exact integers. Every engine computes the same double; dividing twice would be off in one case in five.
 */
export function average(sum: number, count: number): number {
  return sum / (1000 * count);
}
