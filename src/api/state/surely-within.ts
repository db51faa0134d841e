/**
 * Begins a time, and returns whether it still lasts: by two clocks, for one of them stands still while a virtual machine does, and the
 * other one may be set back.
 */
export function surelyWithin(ms: number): () => boolean {
  const [monotonic, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - monotonic, Date.now() - wall) < ms;
}
