/** How often a property is tried, unless a target or `CONFORMANCE_RUNS` says otherwise. */
export const DEFAULT_RUNS = 4;
