import { DAY_MS } from './bucket.ts';
import { type OffsetSegment, offsetSegments } from './offset-segments.ts';
import { type Resolution, stretchOf, stretchStart } from './resolution.ts';
import type { Window } from './window.ts';

/** An hour, a day, a week or a month of a zone's clocks, in Unix milliseconds. */
export interface LocalBucket {
  readonly start: number;
  /**
   * Exclusive end. Buckets may overlap: clocks put back across midnight show the previous day again, and an hour begins where the
   * clocks of its offset would have begun it.
   */
  readonly end: number;
}

/** Longer than any bucket. */
const LONGEST_MS = 32 * DAY_MS;

/**
 * The hours, days, weeks or months of a zone's clocks. A day on which the clocks change has 23 or 25 hours; each pass of a repeated hour
 * is a bucket.
 */
export class LocalBuckets {
  readonly #segments: readonly OffsetSegment[];
  readonly #resolution: Resolution;
  /** Index of the previous instant's segment. */
  #at = 0;
  readonly #buckets = new Map<string, LocalBucket>();

  /** @throws PulsebaseError `INVALID_ARGUMENT` when no zone has this name. */
  constructor(window: Window, timezone: string, resolution: Resolution) {
    this.#segments = offsetSegments({ from: window.from - LONGEST_MS, to: window.to + LONGEST_MS }, timezone);
    this.#resolution = resolution;
  }

  /** Returns the bucket of an instant in the window; call it in order of time. The same bucket is the same object. */
  bucketOf(instant: number): LocalBucket {
    while (this.#segments[this.#at]!.to <= instant) this.#at += 1;
    const { offset } = this.#segments[this.#at]!;
    const number = stretchOf(this.#resolution, instant + offset);
    const key = this.#resolution === 'hour' ? `${number} ${offset}` : `${number}`;
    const known = this.#buckets.get(key);
    if (known !== undefined) return known;
    const bucket = this.#resolution === 'hour' ? this.#during(number, offset) : this.#ofAllOffsets(number);
    // Older ones will not be needed again.
    for (const [old, { end }] of this.#buckets) if (end <= instant) this.#buckets.delete(old);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #during(number: number, offset: number): LocalBucket {
    return {
      start: stretchStart(this.#resolution, number) - offset,
      end: stretchStart(this.#resolution, number + 1) - offset,
    };
  }

  /** From the first to the last instant at which the clocks show the bucket, whatever their offset. */
  #ofAllOffsets(number: number): LocalBucket {
    let start = Number.POSITIVE_INFINITY;
    let end = Number.NEGATIVE_INFINITY;
    // Earlier segments may hold its start; no clock is a day away from UTC.
    for (let at = Math.max(0, this.#at - 3); at < this.#segments.length; at += 1) {
      const { from, to, offset } = this.#segments[at]!;
      if (from > stretchStart(this.#resolution, number + 1) + DAY_MS) break;
      const whole = this.#during(number, offset);
      if (Math.max(from, whole.start) >= Math.min(to, whole.end)) continue;
      start = Math.min(start, Math.max(from, whole.start));
      end = Math.max(end, Math.min(to, whole.end));
    }
    return { start, end };
  }
}
