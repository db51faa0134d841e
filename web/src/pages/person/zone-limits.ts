/** As many as there are colours between them. */
const MOST = 4;

/** Limits between heart-rate zones in bpm, as typed or in an address; `undefined` where they are none. */
export function zoneLimitsOf(typed: string): readonly number[] | undefined {
  const limits = typed
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number);
  const isAscending = limits.every((limit, at) => Number.isFinite(limit) && limit > (limits[at - 1] ?? 0));
  return isAscending && limits.length > 0 && limits.length <= MOST ? limits : undefined;
}
