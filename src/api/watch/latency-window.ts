/** Latency buckets: each bound is 5 % above the previous one, from 0.05 ms to over an hour. */
const FIRST_MS = 0.05;
const GROWTH = 1.05;
const BUCKETS = 370;
/** Slices of a window: it slides by a thirtieth at a time. */
const SLICES = 30;

/** Latencies of the last seconds, in bounded memory: percentiles are accurate to 5 %, and never too low. */
export class LatencyWindow {
  readonly #sliceMs: number;
  readonly #slices = Array.from({ length: SLICES }, () => ({ number: -1, counts: new Uint32Array(BUCKETS) }));

  constructor(windowSeconds: number) {
    this.#sliceMs = (windowSeconds * 1000) / SLICES;
  }

  add(ms: number, now: number = performance.now()): void {
    const number = Math.floor(now / this.#sliceMs);
    const slice = this.#slices[number % SLICES]!;
    if (slice.number !== number) {
      slice.number = number;
      slice.counts.fill(0);
    }
    const bucket = ms <= FIRST_MS ? 0 : Math.ceil(Math.log(ms / FIRST_MS) / Math.log(GROWTH));
    slice.counts[Math.min(bucket, BUCKETS - 1)]! += 1;
  }

  /** Returns the count, and the given percentile (0 to 1) in ms; `null` when the count is 0. */
  quantile(share: number, now: number = performance.now()): { readonly count: number; readonly ms: number | null } {
    const current = Math.floor(now / this.#sliceMs);
    const totals = new Float64Array(BUCKETS);
    let count = 0;
    for (const { number, counts } of this.#slices) {
      if (number <= current - SLICES || number < 0) continue;
      for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
        totals[bucket]! += counts[bucket]!;
        count += counts[bucket]!;
      }
    }
    if (count === 0) return { count, ms: null };
    let left = Math.ceil(share * count);
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      left -= totals[bucket]!;
      if (left <= 0) return { count, ms: FIRST_MS * GROWTH ** bucket };
    }
    return { count, ms: FIRST_MS * GROWTH ** (BUCKETS - 1) };
  }
}
