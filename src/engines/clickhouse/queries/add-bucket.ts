import type { BucketTotal } from '../../../engine/engine.ts';
import type { Sum } from '../memtable/sum.ts';

/** Adds readings to the total of their bucket. */
export function addBucket(
  buckets: Map<number, BucketTotal>,
  bucket: number,
  { count, sum, lowest, highest }: Sum,
): void {
  const before = buckets.get(bucket);
  buckets.set(bucket, {
    bucket,
    count: count + (before?.count ?? 0),
    sum: sum + (before?.sum ?? 0),
    min: Math.min(lowest, before?.min ?? Number.POSITIVE_INFINITY),
    max: Math.max(highest, before?.max ?? 0),
  });
}
