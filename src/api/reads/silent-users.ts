import type { Window } from '../../window/window.ts';
import type { ReadableStore } from './read-gate.ts';

/** How far before the window somebody must have had readings: who stopped earlier is not missed any more. */
const DAYS_BEFORE = 30;
const DAY_MS = 86_400_000;
export const MOST_SILENT = 10;
/** Below every heart rate: the cohort of all who have readings. */
const ANY_RATE = -1;

export interface SilentUser {
  readonly userId: number;
  readonly externalId: string | null;
  readonly name: string;
  readonly lastReading: Date;
}

/** Those whose last reading lies before a window, within the 30 days up to it: longest silent first, the ten first of them. */
export async function silentUsers(
  store: Pick<ReadableStore, 'queryUsers' | 'newestReadings' | 'getUser'>,
  { from }: Pick<Window, 'from'>,
): Promise<readonly SilentUser[]> {
  if (from === 0) return [];
  const before = { from: new Date(Math.max(0, from - DAYS_BEFORE * DAY_MS)), to: new Date(from - 1) };
  const ids = await store.queryUsers({ ...before, minHeartRate: ANY_RATE });
  // Only a store behind another service cannot tell, and no service has one.
  const newest = (await store.newestReadings?.(ids)) ?? new Map<number, Date>();
  const silent = [...newest]
    .filter(([, lastReading]) => lastReading.getTime() < from)
    .sort(([id, at], [otherId, other]) => at.getTime() - other.getTime() || id - otherId)
    .slice(0, MOST_SILENT);
  const users = await Promise.all(silent.map(([userId]) => store.getUser(userId)));
  return silent.flatMap(([userId, lastReading], at) => {
    const user = users[at];
    // Who has been erased meanwhile is not named.
    return user === undefined ? [] : [{ userId, externalId: user.externalId, name: user.name, lastReading }];
  });
}
