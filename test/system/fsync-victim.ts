import { writeSync } from 'node:fs';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import { openStore } from '../../src/open-store.ts';

/** Works with a store and says on its standard output when each thing begins and when it is acknowledged. */
const [directory, durable] = process.argv.slice(2);

function say(word: string): void {
  writeSync(1, `MARK ${word}\n`);
}

const row = (timestamp: string, heartRate: number) => ({ userId: 1, timestamp, heartRate });

say('open');
const store = await openStore(`chdb:${directory}`, { durable: durable === 'on' });
say('users');
await store.putUser({ id: 1, age: 30 });
say('ingest');
await store.ingest([row('2024-01-01T00:00:00Z', 60), row('2024-01-03T00:00:00Z', 61), row('2024-02-03T00:00:00Z', 62)]);
say('flush');
await store.stats();
say('load');
await store.ingest(
  (async function* () {
    for (let day = 5; day < 8; day += 1) {
      const block = new ReadingBlock(2);
      block.push(1, 1, Date.UTC(2024, 0, day), 63_000);
      yield block;
    }
  })(),
);
say('correction');
await store.ingest([row('2024-01-01T00:00:00Z', 70)]);
say('deletion');
await store.deleteReadings({ userIds: [1], from: '2024-01-02', to: '2024-01-20' });
say('drop');
await store.dropBefore('2024-02-01');
say('erasure');
await store.deleteUsers([1]);
say('end');
await store.close();
