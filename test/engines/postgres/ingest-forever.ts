import { openStore } from '../../../src/index.ts';

/** A program that ingests batches until it is killed, and tells its parent how many readings were acknowledged. */
const BATCH = 500;
const store = await openStore(process.argv[2]!, { poolSize: 2 });
for (let first = 0; ; first += BATCH) {
  const batch = Array.from({ length: BATCH }, (_, at) => ({
    userId: 1 + ((first + at) % 5),
    timestamp: new Date(Date.UTC(2023, 5, 1) + Math.floor((first + at) / 5) * 600_000),
    heartRate: 60 + ((first + at) % 40),
  }));
  await store.ingest(batch, { unknownUsers: 'create' });
  process.send!(first + BATCH);
}
