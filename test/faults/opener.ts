import { createInterface } from 'node:readline';
import { DEFAULT_OPTIONS } from '../../src/config/default-options.ts';
import { openChdb } from '../../src/engines/clickhouse/chdb/open-chdb.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { createStore } from '../../src/store/create-store.ts';

/**
 * A process that opens a store and tells how it went in one line of JSON. It then does what comes on its standard input,
 * `ingest` or `close`, a line each, and tells again. With a user id as second argument it opens as that user.
 */
const [directory, userId] = process.argv.slice(2);

function tell(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

try {
  // Everything is loaded by now: the user may not be able to read it.
  if (userId !== undefined) process.seteuid?.(Number(userId));
  const engine = await openChdb(`chdb:${directory}`, { ...DEFAULT_OPTIONS, onWarning: () => {} });
  const store = createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
  tell({ opened: true });
  let minutes = 0;
  for await (const order of createInterface({ input: process.stdin })) {
    if (order === 'close') break;
    const timestamp = new Date(Date.UTC(2024, 0, 1, 0, minutes));
    const receipt = await store.ingest([{ userId: 1, timestamp, heartRate: 60 }], { unknownUsers: 'create' });
    minutes += 1;
    tell({ inserted: receipt.inserted });
  }
  await store.close();
} catch (error) {
  tell(error instanceof PulsebaseError ? { code: error.code, message: error.message } : { fault: String(error) });
}
