import { average } from '../model/average.ts';
import type { LocalBucket, LocalBuckets } from '../window/local-buckets.ts';
import type { BucketAverage } from './store.ts';

/** Exact totals of readings, in thousandths of a bpm. */
export interface TimedTotal {
  /** Unix milliseconds of one of them. */
  readonly instant: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

type Total = Omit<TimedTotal, 'instant'>;

/**
 * Adds up totals by bucket of a zone's clocks.
 *
 * @param totals In order of time; the readings of each are in one bucket.
 */
export async function* localAverages(
  buckets: LocalBuckets,
  totals: AsyncIterable<TimedTotal>,
): AsyncGenerator<BucketAverage> {
  /** Buckets that may still grow, in order of their first totals. */
  const open = new Map<LocalBucket, Total>();
  function* complete(instant: number): Generator<BucketAverage> {
    for (const [bucket, { count, sum, min, max }] of open) {
      if (bucket.end > instant) return;
      open.delete(bucket);
      const start = new Date(bucket.start);
      yield { start, count, average: average(sum, count), min: min / 1000, max: max / 1000 };
    }
  }
  for await (const { instant, ...total } of totals) {
    const bucket = buckets.bucketOf(instant);
    const sofar = open.get(bucket);
    if (sofar === undefined) yield* complete(instant);
    open.set(bucket, sofar === undefined ? total : sumOf(sofar, total));
  }
  yield* complete(Number.POSITIVE_INFINITY);
}

function sumOf(a: Total, b: Total): Total {
  return { count: a.count + b.count, sum: a.sum + b.sum, min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
