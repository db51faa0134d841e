import type { ReadingBlock } from '../model/reading-block.ts';
import type { Window } from '../window/window.ts';

/** Somebody who takes the readings of one user, in order of time. */
export interface Taker {
  take(timestamp: number, heartRate: number): unknown;
}

/**
 * Gives each user's readings to whoever takes them, in order of time. Yields how much is done after each block, from 0 to 1.
 *
 * @param blocks Month by month; those of each user in order of time.
 * @param stretch From the first reading to the last one, about.
 */
export async function* scanReadings(
  blocks: AsyncIterable<ReadingBlock>,
  takers: ReadonlyMap<number, Taker>,
  { from, to }: Window,
): AsyncGenerator<number> {
  for await (const { userIds, timestamps, heartRates, length } of blocks) {
    let userId: number | undefined;
    let taker: Taker | undefined;
    for (let at = 0; at < length; at += 1) {
      // Readings of one user often come one after the other.
      if (userIds[at] !== userId) {
        userId = userIds[at]!;
        taker = takers.get(userId);
      }
      taker?.take(timestamps[at]!, heartRates[at]!);
    }
    if (length > 0) yield Math.min(1, Math.max(0, timestamps[length - 1]! - from) / Math.max(1, to - from));
  }
}
