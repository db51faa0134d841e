import { bucketOf, HOUR_MS } from './bucket.ts';
import type { Covering, Range } from './covering.ts';

/**
 * The same readings in fewer raw pieces, where none is newer than an instant: an hour that is cut by the end of the window
 * alone holds nothing beyond that end, so it can be taken as a whole.
 *
 * @param newest Unix ms.
 * @returns The covering itself where nothing is gained.
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
