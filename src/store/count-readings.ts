import type { WindowInput } from '../window/window.ts';
import type { Store } from './store.ts';

/** Counts the readings of some users, or of all, in a window: one query, answered from roll-ups. */
export async function countReadings(
  store: Pick<Store, 'queryUsers'>,
  { from, to }: WindowInput,
  userIds?: readonly number[],
): Promise<number> {
  // Every accepted heart rate is above.
  const members = await store.queryUsers({ from, to, minHeartRate: -1, details: true });
  const named = userIds === undefined ? undefined : new Set(userIds);
  return members.reduce((sum, { userId, count }) => (named?.has(userId) === false ? sum : sum + count), 0);
}
