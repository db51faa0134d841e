import type { Store } from '../../store/store.ts';
import type { Window } from '../../window/window.ts';
import type { EvaluatedStoreOfAll } from './alarm-evaluation.ts';
import type { ScannedStore } from './read-users.ts';

const READINGS_PER_PAGE = 10_000;

/** What an evaluation reads, over a store. */
export function evaluatedStore(
  store: Pick<Store, 'getUser' | 'listUsers' | 'identifyUsers' | 'readings' | 'newestReadings' | 'scan'>,
): EvaluatedStoreOfAll & ScannedStore {
  const windowOf = ({ from, to }: Window) => ({ from: new Date(from), to: new Date(to) });
  return {
    scan: store.scan && ((window) => store.scan!(windowOf(window))),
    user: (userId) => store.getUser(userId),
    users: (afterId) => store.listUsers(afterId),
    async idsOf(users) {
      const texts = users.filter((user) => typeof user === 'string');
      const known = texts.length === 0 ? [] : await store.identifyUsers(texts);
      const ids = users.filter((user) => typeof user === 'number');
      return [...new Set([...ids, ...known.flatMap((user) => user?.id ?? [])])];
    },
    async *readings(userId, window) {
      let timestamps: number[] = [];
      let heartRates: number[] = [];
      for await (const { timestamp, heartRate } of store.readings(userId, windowOf(window))) {
        timestamps.push(timestamp.getTime());
        heartRates.push(Math.round(heartRate * 1000));
        if (timestamps.length < READINGS_PER_PAGE) continue;
        yield { timestamps, heartRates };
        timestamps = [];
        heartRates = [];
      }
      if (timestamps.length > 0) yield { timestamps, heartRates };
    },
    async newest(userIds) {
      // Only a store behind another service cannot tell, and no service has one.
      const newest = (await store.newestReadings?.(userIds)) ?? new Map<number, Date>();
      return new Map(Array.from(newest, ([userId, at]) => [userId, at.getTime()]));
    },
  };
}
