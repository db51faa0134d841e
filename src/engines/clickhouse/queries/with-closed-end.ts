import { closeEnd } from '../../../window/close-end.ts';
import type { Covering } from '../../../window/covering.ts';
import type { StoreCache } from '../single-writer/store-cache.ts';

/**
 * Answers by the covering with the fewest raw pieces: a window that ends beyond the newest reading, as those of most queries
 * do, has no cut hour at its end to be counted.
 */
export async function withClosedEnd<T>(
  cache: StoreCache,
  covering: Covering,
  answer: (covering: Covering) => Promise<T>,
): Promise<T> {
  if (covering.raw.length === 0) return answer(covering);
  const closed = closeEnd(covering, await cache.newestBound());
  const found = await answer(closed);
  if (closed === covering) return found;
  // A reading may have come meanwhile that lies beyond the window, in its last hour.
  const isOpenNow = closeEnd(covering, await cache.newestBound()) === covering;
  return isOpenNow ? answer(covering) : found;
}
