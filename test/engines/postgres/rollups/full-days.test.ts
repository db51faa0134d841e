import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../../../harness/postgres-server.ts';
import { openStore, type Reading, type Store } from '../../../../src/index.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

const DAY = 86_400_000;
const START = Date.UTC(2024, 1, 28);
/** Days of a user hold this many readings: far below, right below, at, and far above what a day's row holds one by one. */
const PER_DAY = [3, 799, 800, 801, 5000];

async function allReadings(store: Store): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (let userId = 1; userId <= PER_DAY.length; userId += 1) {
    for await (const reading of store.readings(userId, { from: '1970-01-01', to: '2100-01-01' }))
      readings.push(reading);
  }
  return readings;
}

/** Averages of all users in a window, straight from raw readings. */
function expected(readings: readonly Reading[], from: number, to: number) {
  const totals = new Map<number, { sum: number; count: number }>();
  for (const { userId, timestamp, heartRate } of readings) {
    if (+timestamp < from || +timestamp > to) continue;
    const total = totals.get(userId) ?? { sum: 0, count: 0 };
    totals.set(userId, { sum: total.sum + Math.round(heartRate * 1000), count: total.count + 1 });
  }
  return [...totals]
    .map(([userId, { sum, count }]) => ({ userId, externalId: null, average: sum / (1000 * count), count }))
    .sort((a, b) => b.average - a.average || a.userId - b.userId);
}

async function checkWindows(store: Store): Promise<void> {
  const readings = await allReadings(store);
  const instants = readings.map(({ timestamp }) => +timestamp);
  for (let at = 0; at < 60; at += 1) {
    // Ends on readings, right beside them, and at starts of hours and days, hours to days apart.
    const a = instants[(at * 7919) % instants.length]! + (at % 3) - 1;
    const b = at % 4 === 0 ? a + (at % 8 === 0 ? 1000 : 3 * 3_600_000) : instants[(at * 104_729) % instants.length]!;
    const snap = at % 5 === 0 ? 3_600_000 : at % 7 === 0 ? DAY : 1;
    const [from, to] = [Math.min(a, b), Math.max(a, b)].map((ms) => ms - (ms % snap)) as [number, number];
    const answer = await store.queryUsers({ from: new Date(from), to: new Date(to), minHeartRate: 0, details: true });
    assert.deepEqual(
      answer,
      expected(readings, from, to),
      `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`,
    );
  }
  assert.deepEqual(await store.verify().then(({ ok, problems }) => ({ ok, problems })), { ok: true, problems: [] });
}

test('days of few and of many readings give the answers of their readings, also as they cross the limit', async () => {
  const store = await openStore(await server.createDatabase());
  const rows = PER_DAY.flatMap((count, user) =>
    Array.from({ length: count * 3 }, (_, at) => {
      const day = Math.floor(at / count);
      const ms = Math.floor((((at % count) * 0.618_034) % 1) * DAY);
      return { userId: user + 1, timestamp: new Date(START + day * DAY + ms), heartRate: 50 + ((at * 37) % 1000) / 10 };
    }),
  );
  await store.ingest(rows, { unknownUsers: 'create' });
  await checkWindows(store);
  // One more reading a day, in small batches: 799 become 800, 800 become 801.
  for (let userId = 1; userId <= PER_DAY.length; userId += 1) {
    await store.ingest(
      [0, 1, 2].map((day) => ({ userId, timestamp: new Date(START + day * DAY + 1), heartRate: 99.999 })),
    );
  }
  await checkWindows(store);
  // And back, by deleting the first hour of the middle day.
  await store.deleteReadings({ from: new Date(START + DAY), to: new Date(START + DAY + 3_599_999) });
  await checkWindows(store);
  await store.close();
});

test('sums beyond 32 bits are exact', async () => {
  const store = await openStore(await server.createDatabase(), { maxHeartRate: 900_000 });
  const rows = Array.from({ length: 10 }, (_, at) => ({
    userId: 1,
    timestamp: new Date(START + at * 1000),
    heartRate: 899_999.999 - at,
  }));
  await store.ingest(rows, { unknownUsers: 'create' });
  const [member] = await store.queryUsers({
    from: new Date(START + 1),
    to: new Date(START + 8000),
    minHeartRate: 0,
    details: true,
  });
  const sum = rows.slice(1, 9).reduce((total, { heartRate }) => total + Math.round(heartRate * 1000), 0);
  assert.deepEqual(member, { userId: 1, externalId: null, average: sum / 8000, count: 8 });
  assert.equal((await store.verify()).ok, true);
  await store.close();
});
