import { bucketOf, HOUR_MS } from './bucket.ts';
import type { Covering, Range } from './covering.ts';

/**
 * Covers the same readings with fewer raw pieces when the window ends after the newest reading: the hour cut only by that end has
 * nothing beyond it, so it can be taken whole.
 *
 * @param newest Unix ms.
 * @returns The same covering where nothing is gained.
 */
export function closeEnd(covering: Covering, newest: number): Covering {
  const cut = covering.raw.at(-1);
  if (cut === undefined || cut.from % HOUR_MS !== 0 || cut.to <= newest) return covering;
  return { ...covering, raw: covering.raw.slice(0, -1), hour: append(covering.hour, bucketOf('hour', cut.from)) };
}

function append(hours: readonly Range[], hour: number): Range[] {
  const last = hours.at(-1);
  if (last?.to === hour) return [...hours.slice(0, -1), { from: last.from, to: hour + 1 }];
  return [...hours, { from: hour, to: hour + 1 }];
}
