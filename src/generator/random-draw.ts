/** Two 32-bit words that name one stream of random numbers. */
export interface StreamKey {
  readonly low: number;
  readonly high: number;
}

/**
 * The key of the stream of one user under one seed. `purpose` keeps streams of one user apart, so that a change in how
 * names are drawn leaves the readings as they were.
 */
export function streamKey(seed: number, userId: number, purpose: number): StreamKey {
  const words = [seed, Math.floor(seed / 2 ** 32), userId, Math.floor(userId / 2 ** 32), purpose];
  let low = 0x243f6a88;
  let high = 0x85a308d3;
  for (const word of words) {
    low = draw(low, high, word | 0);
    high = draw(high, low, ~word);
  }
  return { low: low | 0, high: high | 0 };
}

/**
 * The `n`-th random number of a stream: an integer from 0 to 2^32 - 1. Counted, not stepped: there is no state to keep,
 * and any number can be drawn again. The mixing is that of Wellons' two-round 32-bit hash ("lowbias32"); the second
 * word enters between the rounds, so that streams are not shifted copies of each other.
 */
export function draw(low: number, high: number, n: number): number {
  let x = (low + Math.imul(n, 0x9e3779b9)) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = ((x ^ (x >>> 15)) + high) | 0;
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** The `n`-th number of a stream as a fraction from 0 up to but not including 1. */
export function drawFraction(low: number, high: number, n: number): number {
  return draw(low, high, n) * 2 ** -32;
}

/** Standard deviation of the sum of four independent bytes. */
const FOUR_BYTES = Math.sqrt((4 * (256 ** 2 - 1)) / 12);

/** A nearly normal number (mean 0, deviation 1, at most 3.5 from 0) made of the four bytes of one draw. */
export function normal(bits: number): number {
  return ((bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24) - 510) / FOUR_BYTES;
}
