import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_OPTIONS } from '../../src/config/default-options.ts';
import { openChdb } from '../../src/engines/clickhouse/chdb/open-chdb.ts';
import type { FlushPolicy } from '../../src/engines/clickhouse/memtable/memtables.ts';
import { createStore } from '../../src/store/create-store.ts';
import { reusedStore } from './target.ts';

/**
 * An embedded store whose recent readings go into the parts at other times than by default, which is hardly ever within a test.
 * Without fsync, and emptied for each test: the same engine is tested by itself with it, in stores that are new.
 */
export function flushingStores(flushPolicy: FlushPolicy) {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-flushing-'));
  const target = reusedStore(async () => {
    const options = { ...DEFAULT_OPTIONS, durable: false, onWarning: () => {} };
    const engine = await openChdb(`chdb:${directory}`, options, { flushPolicy });
    return createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
  });
  return {
    ...target,
    async close() {
      await target.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
