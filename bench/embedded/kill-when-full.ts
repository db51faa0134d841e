import { openStore } from '../../src/open-store.ts';
import { PERIOD } from '../data/data-plan.ts';
import type { EmbeddedTask } from './task.ts';

// A process that fills the log of a store with readings, as many as it takes before they go into the parts, and is killed.

/** Batches of 1,000 readings; in less than five seconds, and below half of MEMTABLE_LIMIT. */
const BATCHES = 300;

const { directory, users, round } = JSON.parse(process.argv[2]!) as EmbeddedTask;
const store = await openStore(`chdb:${directory}`);
for (let batch = 0; batch < BATCHES; batch += 1) {
  const timestamp = new Date(PERIOD.to + (1000 + round) * 86_400_000 + batch * 1000);
  await store.ingest(
    Array.from({ length: 1000 }, (_, at) => ({
      userId: 1 + (at % users),
      timestamp: new Date(timestamp.getTime() + Math.floor(at / users)),
      heartRate: 70,
    })),
  );
}
process.kill(process.pid, 'SIGKILL');
