import type { StoreStats } from '../../engine/store-stats.ts';

/** The size of a store is queried at most this often. */
const STATS_LIFE_MS = 60_000;
/** Longest wait for it. */
const STATS_MS = 1000;

/**
 * Stats of a store, at most a minute old. A failing or slow store is reported elsewhere: it must not hold back the other metrics,
 * which are needed most then.
 */
export function recentStats(stats: () => Promise<StoreStats>): () => Promise<StoreStats | undefined> {
  let last: { readonly at: number; readonly stats: Promise<StoreStats | undefined> } | undefined;
  return () => {
    if (last === undefined || performance.now() - last.at > STATS_LIFE_MS) {
      const asked = {
        at: performance.now(),
        stats: stats().catch(() => {
          if (last === asked) last = undefined;
          return undefined;
        }),
      };
      last = asked;
    }
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => late.resolve(undefined), STATS_MS);
    return Promise.race([last.stats, late.promise]).finally(() => clearTimeout(timer));
  };
}
