import { closeEnd } from '../../../window/close-end.ts';
import type { Covering } from '../../../window/covering.ts';
import type { StoreCache } from '../single-writer/store-cache.ts';

/**
 * Answers with the covering that has the fewest raw pieces: a window that ends after the newest reading, as in most queries, has
 * no partial hour at its end.
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
  // Meanwhile a reading may have been written that is after the window, in its last hour.
  const isOpenNow = closeEnd(covering, await cache.newestBound()) === covering;
  return isOpenNow ? answer(covering) : found;
}
