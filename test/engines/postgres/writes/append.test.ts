import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { startPostgresServer } from '../../../../harness/postgres-server.ts';
import { openStore, type ReadingInput, type Store } from '../../../../src/index.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Shortly before a year, a month, a day and an hour end. */
const START = Date.UTC(2023, 11, 31, 22, 50);
const USERS = [1, 2, 3];

/** How far the devices' clocks move on before a batch; mostly little, sometimes back. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 20 * MINUTE }) },
  { weight: 2, arbitrary: fc.constantFrom(HOUR, 5 * HOUR, DAY, 31 * DAY, 365 * DAY) },
  { weight: 1, arbitrary: fc.constantFrom(-MINUTE, -HOUR, -DAY, -31 * DAY) },
);

const batch = fc.record({
  step,
  users: fc.subarray(USERS, { minLength: 1 }),
  /** Readings of each user, so many milliseconds apart. */
  count: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 12 })),
  apart: fc.constantFrom(0, 1, 1000, MINUTE, 11 * MINUTE),
  heartRates: fc.array(fc.integer({ min: 20_000, max: 300_000 }), { minLength: 1, maxLength: 5 }),
});

async function checkVerify(store: Store): Promise<void> {
  const { ok, problems, differences } = await store.verify();
  assert.deepEqual({ ok, problems, differences }, { ok: true, problems: [], differences: [] });
}

test('readings that come as time goes by leave the rows that all of them at once would have left', async () => {
  const store = await openStore(await server.createDatabase());
  await store.importUsers(USERS.map((id) => ({ id })));
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 5, maxLength: 25 }), async (batches) => {
      runs += 1;
      await store.deleteReadings({ from: '1970-01-01', to: '2099-12-31T23:59:59.999Z' });
      let now = START;
      const kept = new Map<string, number>();
      for (const { step: ms, users, count, apart, heartRates } of batches) {
        now += ms;
        const readings: ReadingInput[] = users.flatMap((userId) =>
          Array.from({ length: count }, (_, at) => ({
            userId,
            timestamp: new Date(now + at * apart),
            heartRate: heartRates[(at + userId) % heartRates.length]! / 1000,
          })),
        );
        await store.ingest(readings);
        for (const { userId, timestamp, heartRate } of readings) kept.set(`${userId} ${+timestamp}`, Number(heartRate));
      }
      await checkVerify(store);
      assert.equal((await store.stats()).readings, kept.size);
    }),
    { numRuns: 25 },
  );
  assert.equal(runs, 25);
  await store.close();
});

test('a batch of a thousand devices, minute by minute, until their days are too full for their rows', async () => {
  const store = await openStore(await server.createDatabase());
  const ids = Array.from({ length: 1200 }, (_, at) => at + 1);
  await store.importUsers(ids.map((id) => ({ id })));
  const send = async (from: number, count: number, users: readonly number[]) => {
    const rows = users.flatMap((userId) =>
      Array.from({ length: count }, (_, at) => ({
        userId,
        timestamp: new Date(from + at * 1000 + (userId % 60)),
        heartRate: 50 + ((userId * 7 + at * 13) % 100),
      })),
    );
    assert.equal((await store.ingest(rows)).inserted, rows.length);
  };
  await send(START, 1, ids);
  // The hour's average goes up, down and up again.
  for (let minute = 1; minute <= 3; minute += 1) await send(START + minute * MINUTE, 1 + (minute % 2), ids);
  // A user whose batches come late, and one whose day fills up: 799, 800, 801 readings.
  await send(START - HOUR, 1, [7, ...ids.slice(20)]);
  await send(START + 5 * MINUTE, 793, [9]);
  for (let more = 0; more < 3; more += 1) await send(START + 20 * MINUTE + more * MINUTE, 1, ids);
  await checkVerify(store);
  await store.close();
});

test('a batch that meets readings written by hand says so, and leaves right rows', async () => {
  const store = await openStore(await server.createDatabase('by_hand'));
  const at = (minute: number) => new Date(Date.UTC(2024, 4, 1, 8, minute));
  const batch = (minute: number) => [1, 2, 3].map((userId) => ({ userId, timestamp: at(minute), heartRate: 70 }));
  await store.ingest(batch(0), { unknownUsers: 'create' });
  await server.execute(
    `INSERT INTO heart_rates VALUES (1, '2024-05-01 08:01+00', 70), (2, '2024-05-01 08:01+00', 90)`,
    'by_hand',
  );
  const { inserted, updated, unchanged } = await store.ingest(batch(1));
  assert.deepEqual([inserted, updated, unchanged], [1, 1, 1]);
  await store.repair();
  await checkVerify(store);
  assert.equal((await store.stats()).readings, 6);
  await store.close();
});
