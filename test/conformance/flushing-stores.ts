import { DEFAULT_OPTIONS } from '../../src/config/default-options.ts';
import { openChdb } from '../../src/engines/clickhouse/chdb/open-chdb.ts';
import type { FlushPolicy } from '../../src/engines/clickhouse/memtable/memtables.ts';
import { createStore } from '../../src/store/create-store.ts';
import { freshStores } from './fresh-stores.ts';

/**
 * Embedded stores whose recent readings go into the parts at other times than by default, which is hardly ever within a test.
 * Without fsync: the same engine is tested with it by itself.
 */
export function flushingStores(flushPolicy: FlushPolicy) {
  return freshStores(async (directory) => {
    const options = { ...DEFAULT_OPTIONS, durable: false, onWarning: () => {} };
    const engine = await openChdb(`chdb:${directory}`, options, { flushPolicy });
    return createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
  });
}
