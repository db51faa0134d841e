import { giveWay } from '../async/give-way.ts';
import type { Engine } from '../engine/engine.ts';
import type { Window } from '../window/window.ts';
import { readingPages } from './reading-pages.ts';

/** Takes the readings of one user, given as Unix milliseconds in order of time. */
export interface InstantTaker {
  take(instant: number): void;
}

/** Fewer users are read one after the other: a scan reads everybody. */
const FEW = 8;

/** Gives the instants of the readings of some users in a window to who takes those of each. */
export async function takeReadings(
  engine: () => Engine,
  window: Window,
  takers: ReadonlyMap<number, InstantTaker>,
): Promise<void> {
  if (engine().scan !== undefined && takers.size >= FEW) return takeOfScan(engine(), window, takers);
  for (const [userId, taker] of takers) {
    for await (const { timestamps } of readingPages(engine, userId, window)) {
      for (let at = 0; at < timestamps.length; at += 1) taker.take(timestamps[at]!);
      await giveWay();
    }
  }
}

async function takeOfScan(engine: Engine, window: Window, takers: ReadonlyMap<number, InstantTaker>): Promise<void> {
  for await (const { userIds, timestamps, length } of engine.scan!(window)) {
    let userId: number | undefined;
    let taker: InstantTaker | undefined;
    for (let at = 0; at < length; at += 1) {
      // Readings of one user often come one after the other.
      if (userIds[at] !== userId) {
        userId = userIds[at]!;
        taker = takers.get(userId);
      }
      taker?.take(timestamps[at]!);
    }
    await giveWay();
  }
}
