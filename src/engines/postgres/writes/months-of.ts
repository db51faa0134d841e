import { bucketOf, bucketStart } from '../../../window/bucket.ts';

/** The months of some instants. */
export function monthsOf(timestamps: Float64Array, length: number): Set<number> {
  const months = new Set<number>();
  let from = 0;
  let to = 0;
  for (let at = 0; at < length; at += 1) {
    const timestamp = timestamps[at]!;
    if (timestamp >= from && timestamp < to) continue;
    const month = bucketOf('month', timestamp);
    from = bucketStart('month', month);
    to = bucketStart('month', month + 1);
    months.add(month);
  }
  return months;
}
