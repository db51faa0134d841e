import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../../../harness/postgres-server.ts';
import { openStore, type Store } from '../../../../src/index.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

/** Every number of digits that a heart rate can have, and both ends of time and of ids. */
const RATES = [
  0, 0.001, 0.01, 0.1, 1, 9.999, 10, 72.123, 100, 999.9, 1000, 9999.999, 10_000, 10_000.001, 100_000.5, 999_999.999,
];
const NEGATIVE = RATES.slice(1).map((rate) => -rate);
const INSTANTS = [0, 1, 946_684_799_999, 946_684_800_000, 1_700_000_000_123, 4_102_444_799_999];
const IDS = [1, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1];

async function contents(store: Store): Promise<unknown[]> {
  const readings: unknown[] = [];
  for (const id of IDS)
    readings.push(await Array.fromAsync(store.readings(id, { from: '1970-01-01', to: '2100-01-01' })));
  return readings;
}

test('a copied block holds the same readings as rows written one by one', async () => {
  const rates = [...RATES, ...NEGATIVE];
  // At least 1,000 rows, so that they are copied.
  const rows = IDS.flatMap((userId) =>
    INSTANTS.flatMap((instant) =>
      Array.from({ length: 40 }, (_, at) => ({
        userId,
        timestamp: new Date(instant === INSTANTS.at(-1) ? instant - at : instant + at),
        heartRate: rates[(at + instant) % rates.length]!,
      })),
    ),
  );
  const options = { minHeartRate: -1_000_000, maxHeartRate: 1_000_000 };
  const [copied, single] = await Promise.all([1, 2].map(async () => openStore(await server.createDatabase(), options)));
  const receipt = await copied!.ingest(rows, { unknownUsers: 'create' });
  for (let at = 0; at < rows.length; at += 100)
    await single!.ingest(rows.slice(at, at + 100), { unknownUsers: 'create' });
  const expected = IDS.flatMap(
    (userId) => new Set(rows.filter((row) => row.userId === userId).map(({ timestamp }) => +timestamp)).size,
  );
  assert.equal(receipt.read, rows.length);
  assert.equal(
    receipt.inserted,
    expected.reduce((a, b) => a + b),
  );
  assert.deepEqual(await contents(copied!), await contents(single!));
  const values = new Map(rows.map(({ userId, timestamp, heartRate }) => [`${userId}/${+timestamp}`, heartRate]));
  for await (const { userId, timestamp, heartRate } of copied!.readings(IDS.at(-1)!, {
    from: '1970-01-01',
    to: '2100-01-01',
  })) {
    assert.equal(heartRate, values.get(`${userId}/${+timestamp}`));
  }
  assert.equal((await copied!.verify()).ok, true);
  await copied!.close();
  await single!.close();
});
