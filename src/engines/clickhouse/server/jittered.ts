/** Adds jitter to a pause in milliseconds: those who fail together should not retry together. */
export function jittered(ms: number): number {
  return ms * (0.5 + Math.random());
}
