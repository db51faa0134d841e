import type { Episode } from './episode.ts';

/** An episode of before, or a new one, or both when they are the same alarm. */
export type EpisodePair<A extends Episode> =
  | { readonly before: A; readonly after: Episode }
  | { readonly before: A; readonly after?: undefined }
  | { readonly before?: undefined; readonly after: Episode };

/**
 * Tells which episodes go on being the same alarm: each takes the first one of before that it overlaps in time and that no earlier
 * one has taken. When an alarm falls into two, the first one stays; of two that become one, the second one goes.
 *
 * @param before In order of time, without overlaps; so is `after`.
 */
export function matchEpisodes<A extends Episode>(before: readonly A[], after: readonly Episode[]): EpisodePair<A>[] {
  const pairs: EpisodePair<A>[] = [];
  let next = 0;
  for (const episode of after) {
    for (; next < before.length && endOf(before[next]!) < episode.from; next += 1)
      pairs.push({ before: before[next]! });
    const old = before[next];
    if (old === undefined || old.from > endOf(episode)) pairs.push({ after: episode });
    else {
      pairs.push({ before: old, after: episode });
      next += 1;
    }
  }
  for (; next < before.length; next += 1) pairs.push({ before: before[next]! });
  return pairs;
}

function endOf({ until }: Episode): number {
  return until ?? Number.POSITIVE_INFINITY;
}
