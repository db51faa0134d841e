import { ALL_TIME } from '../window/window.ts';
import { countReadings } from './count-readings.ts';
import type { Store } from './store.ts';

/** Counts the readings of everybody before an instant (Unix ms). */
export async function countBefore(store: Pick<Store, 'queryUsers'>, instant: number): Promise<number> {
  if (instant <= ALL_TIME.from) return 0;
  return countReadings(store, { from: new Date(ALL_TIME.from), to: new Date(instant - 1) });
}
