/** A pause of about so many milliseconds, as long as hardly anybody else's: those who fail together do not try again together. */
export function jittered(ms: number): number {
  return ms * (0.5 + Math.random());
}
