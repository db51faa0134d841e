import type { BucketValues, Difference } from '../../../engine/verify-report.ts';
import { bucketStart, type Level } from '../../../window/bucket.ts';
import { firstBucketOf } from '../rollups/rollup-pages.ts';

/** The arrays of a roll-up row: running counts and sums, minima and maxima by bucket. */
export interface Page {
  readonly counts: readonly number[];
  readonly sums: readonly number[];
  readonly mins: readonly number[];
  readonly maxs: readonly number[];
}

/** The buckets in which two pages differ; a page that is missing is empty. */
export function pageDifferences(
  level: Level,
  userId: number,
  page: number,
  expected: Page | undefined,
  actual: Page | undefined,
): Difference[] {
  const size = Math.max(expected?.mins.length ?? 0, actual?.mins.length ?? 0);
  const differences: Difference[] = [];
  for (let index = 0; index < size; index += 1) {
    const [a, b] = [valuesOf(expected, index), valuesOf(actual, index)];
    if (a.count === b.count && a.sum === b.sum && a.min === b.min && a.max === b.max) continue;
    const start = new Date(bucketStart(level, firstBucketOf(level, page) + index));
    differences.push({ level, userId, start, expected: a, actual: b });
  }
  return differences;
}

function valuesOf(page: Page | undefined, index: number): BucketValues {
  const count = (page?.counts[index + 1] ?? 0) - (page?.counts[index] ?? 0);
  const sum = (page?.sums[index + 1] ?? 0) - (page?.sums[index] ?? 0);
  return { count, sum, min: page?.mins[index] ?? 0, max: page?.maxs[index] ?? 0 };
}
