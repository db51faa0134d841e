import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../../../harness/postgres-server.ts';
import { openStore } from '../../../../src/index.ts';
import { describeSchema } from './describe-schema.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

const READING = { userId: 1, timestamp: '2023-06-01T10:20:30.456Z', heartRate: 72.125 };

test('the schema is the one that is committed; UPDATE_SCHEMA=1 writes it', async () => {
  const url = await server.createDatabase('dump');
  const store = await openStore(url);
  await store.ingest([READING], { unknownUsers: 'create' });
  await store.close();
  const schema = await describeSchema((text) => server.execute(text, 'dump'));
  const file = new URL('./schema.txt', import.meta.url);
  if (process.env.UPDATE_SCHEMA === '1') (await import('node:fs')).writeFileSync(file, schema);
  assert.equal(schema, readFileSync(file, 'utf8'));
});

test('many programs may open a new database at once', async () => {
  const url = await server.createDatabase('at_once');
  const stores = await Promise.all(Array.from({ length: 12 }, () => openStore(url, { poolSize: 1 })));
  await Promise.all(
    stores.map((store, at) =>
      store.ingest(
        // All of them in months that nobody has written yet.
        [0, 1, 2, 3].map((month) => ({ userId: at + 1, timestamp: new Date(Date.UTC(2020, month, 1)), heartRate: 60 })),
        { unknownUsers: 'create' },
      ),
    ),
  );
  const report = await stores[0]!.verify();
  assert.deepEqual([report.ok, report.readings], [true, 48]);
  await Promise.all(stores.map((store) => store.close()));
});

test('a store lives in the first schema of the search_path, beside others', async () => {
  const url = await server.createDatabase('schemas');
  await server.execute('CREATE SCHEMA one; CREATE SCHEMA "Two"', 'schemas');
  const inSchema = (name: string) => openStore(`${url}?options=${encodeURIComponent(`-c search_path=${name}`)}`);
  const stores = await Promise.all([openStore(url), inSchema('one'), inSchema('"Two"')]);
  for (const [at, store] of stores.entries()) {
    await store.ingest([READING, { ...READING, userId: at + 2 }], { unknownUsers: 'create' });
    const members = await store.queryUsers({ from: '2023-01-01', to: '2024-01-01', minHeartRate: 0 });
    assert.deepEqual(members, [1, at + 2]);
    assert.deepEqual([(await store.verify()).ok, (await store.stats()).readings], [true, 2]);
    await store.close();
  }
  await assert.rejects(inSchema('nowhere'), { code: 'STORE_UNWRITABLE' });
});

test('people see bpm and instants in the table of readings', async () => {
  const store = await openStore(await server.createDatabase('people'));
  await store.ingest([READING, { ...READING, timestamp: '2023-06-01T10:50:00Z', heartRate: 80 }], {
    unknownUsers: 'create',
  });
  await store.close();
  const rows = (text: string) => server.execute(`SET timezone = 'UTC'; ${text}`, 'people');
  assert.deepEqual(
    await rows('SELECT user_id, timestamp::text, heart_rate::text FROM heart_rates ORDER BY timestamp'),
    [
      ['1', '2023-06-01 10:20:30.456+00', '72.125'],
      ['1', '2023-06-01 10:50:00+00', '80.000'],
    ],
  );
});

test('a long load leaves statistics behind, and connections that work', async () => {
  const warnings: string[] = [];
  const onWarning = (message: string) => warnings.push(message);
  const store = await openStore(await server.createDatabase('load'), { poolSize: 1, maxOverflow: 0, onWarning });
  const rows = function* () {
    for (let at = 0; at < 500_001; at += 1) yield { ...READING, timestamp: new Date(Date.UTC(2023, 5, 1) + at * 1000) };
  };
  await store.ingest(rows(), { unknownUsers: 'create' });
  assert.deepEqual(warnings, []);
  const tables = await server.execute(
    `SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > 0 AND relname LIKE ANY (ARRAY['%rollups%', 'heart_rates%'])
     ORDER BY 1`,
    'load',
  );
  assert.deepEqual(tables.flat(), ['day_rollups', 'heart_rates_2023_06', 'hour_rollups_2023_06', 'month_rollups']);
  assert.equal((await store.stats()).readings, 500_001);
  await store.close();
});
