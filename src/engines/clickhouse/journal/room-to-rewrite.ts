/** What the engine wants free for a new part, however small. */
const LEAST = 1024 * 1024;
/** The same per byte of a part that it rewrites. */
const PER_BYTE = 1.1;

/** Bytes that must be free for the engine to begin rewriting a part. */
export function roomToRewrite(bytes: number): number {
  return Math.max(LEAST, PER_BYTE * bytes);
}
