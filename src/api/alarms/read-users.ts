import { scanReadings } from '../../alarms/scan-readings.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import type { User } from '../../model/user.ts';
import { ALL_TIME, type Window } from '../../window/window.ts';
import type { EvaluatedStore, UserWork } from './user-evaluation.ts';

/** What is read of many users. */
export interface ScannedStore extends EvaluatedStore {
  /** Users with ids above `afterId`, in order of id. */
  users(afterId: number): AsyncIterable<User>;
  /** Readings of all users in a window, those of each in order of time; `undefined` where reading user by user is as good. */
  readonly scan: ((window: Window) => AsyncIterable<ReadingBlock>) | undefined;
}

/** Fewer users are read one after the other: a scan reads everybody. */
const FEW = 20;
/** Users times rules of a scan, which bounds its memory. */
const MOST = 200_000;

/** How many users are read together by some rules. */
export function usersAtATime({ scan }: ScannedStore, rules: number): number {
  return scan === undefined ? 1 : Math.max(FEW, Math.floor(MOST / Math.max(1, rules)));
}

/**
 * Reads all that matters to some users. Yields how much is done, from 0 to 1.
 *
 * @param stretch From the first reading of the store to the last one, about.
 */
export async function* readUsers(
  store: ScannedStore,
  works: readonly UserWork[],
  stretch: Window,
): AsyncGenerator<number> {
  if (store.scan === undefined || works.length < FEW) {
    for (const [at, work] of works.entries()) {
      await work.read(store);
      yield (at + 1) / works.length;
    }
    return;
  }
  const from = works.reduce((least, { readsFrom }) => Math.min(least, readsFrom), Number.POSITIVE_INFINITY);
  if (from > ALL_TIME.to) return;
  const byId = new Map(works.map((work) => [work.user.id, work]));
  const blocks = store.scan({ from, to: ALL_TIME.to });
  yield* scanReadings(blocks, byId, { from: Math.max(from, stretch.from), to: stretch.to });
}
