import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import type { Store } from '../../src/store/store.ts';

/** An engine under test. The suite uses one store at a time: what `open` gave before is not used after it is called again. */
export interface Target {
  /** An empty store with the default rules (20 to 300 bpm). */
  open(): Promise<Store>;
  /** Closes the store and opens it again with what it held. Left out where nothing outlives a store. */
  reopen?(store: Store): Promise<Store>;
  /** Whether the store is behind a service, where each request is a dry run by itself. */
  readonly isServed?: boolean;
  /** Called once, after the last test. */
  close(): Promise<void>;
  /** Whether several processes write to it, two of which may both count a reading that both send at once (docs/clickhouse.md). */
  readonly mayCountTwice?: boolean;
  /** How often a property is tried; `CONFORMANCE_RUNS` goes before it. */
  readonly runs?: number;
  /** For parts put together in another way, each of which goes through the whole suite elsewhere: what is written, and its answers. */
  readonly only?: 'writes';
}

/**
 * A target over one place that is opened once and emptied through the public contract before each test, for engines that
 * are slow to make anew or that keep one place a process. Emptied stores are also the harder ones.
 */
export function reusedStore(openStore: () => Promise<Store>): Target & Required<Pick<Target, 'reopen'>> {
  let current: Store | undefined;
  return {
    async open() {
      if (current !== undefined) {
        try {
          await empty(current);
          return current;
        } catch (error) {
          // A test may have closed it.
          if (!(error instanceof PulsebaseError && error.code === 'STORE_CLOSED')) throw error;
        }
      }
      current = await openStore();
      await empty(current);
      return current;
    },
    async reopen(store) {
      await store.close();
      current = await openStore();
      return current;
    },
    async close() {
      await current?.close();
    },
  };
}

async function empty(store: Store): Promise<void> {
  await store.deleteReadings({ from: '1970-01-01' });
  const ids: number[] = [];
  for await (const { id } of store.listUsers()) ids.push(id);
  await store.deleteUsers(ids);
}
