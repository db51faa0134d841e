import { bucketOf, bucketStart } from '../window/bucket.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** A stretch of time in Unix seconds, `from` inclusive, `to` exclusive. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts a period into stretches of whole UTC hours (whole days where they fit) that lie in one UTC month and hold about
 * `wanted` readings at most, given the readings of the whole period. What fits into one stretch is not cut at all.
 */
export function* stretches(period: Stretch, readings: number, wanted: number): Generator<Stretch> {
  if (readings <= wanted) {
    yield period;
    return;
  }
  const perSecond = readings / (period.to - period.from);
  for (let from = period.from; from < period.to; ) {
    const month = bucketOf('month', from * 1000);
    const monthEnd = bucketStart('month', month + 1) / 1000;
    const monthLength = monthEnd - bucketStart('month', month) / 1000;
    const length = monthLength / Math.ceil((monthLength * perSecond) / wanted);
    const unit = length >= DAY ? DAY : HOUR;
    const step = Math.max(unit, length - (length % unit));
    for (const end = Math.min(monthEnd, period.to); from < end; ) {
      const to = Math.min(from - (from % unit) + step, end);
      yield { from, to };
      from = to;
    }
  }
}
