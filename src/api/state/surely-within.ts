/**
 * Begins a time that surely ends before the same time by the clock of another machine, if that began to count later; returns whether
 * it still lasts. Two clocks, for one of them stands still while a virtual machine does, and the other one may be set back.
 *
 * @param ms How long the other one counts; a tenth of it is kept back for clocks that go unequally fast.
 */
export function surelyWithin(ms: number): () => boolean {
  const [monotonic, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - monotonic, Date.now() - wall) < ms * 0.9;
}
