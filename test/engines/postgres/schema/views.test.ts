import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../../../harness/postgres-server.ts';
import { openStore } from '../../../../src/index.ts';
import { fillForViews, viewRows } from '../../../reference/view-rows.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

test('the views show the averages of the reference to the last bit, in any time zone', async () => {
  const store = await openStore(await server.createDatabase('views'), { maxHeartRate: 1_000_000 });
  const reference = await fillForViews(store);
  await store.close();
  const ask = (text: string) => server.execute(`SET timezone = 'America/New_York'; ${text}`, 'views');
  for (const [view, expected] of viewRows(reference)) {
    const rows = await ask(
      `SELECT user_id, (extract(epoch FROM start) * 1000)::bigint, readings, total_milli_bpm, average, min, max
       FROM ${view} ORDER BY user_id, start`,
    );
    assert.deepEqual(
      rows.map((row) => row.map(Number)),
      expected,
      view,
    );
  }
  const columns = await ask(
    `SELECT DISTINCT string_agg(column_name || ' ' || data_type, ', ' ORDER BY ordinal_position) FROM information_schema.columns
     WHERE table_name LIKE '%_averages' GROUP BY table_name`,
  );
  assert.deepEqual(columns, [
    [
      'user_id bigint, start timestamp with time zone, readings bigint, total_milli_bpm bigint, average double precision, ' +
        'min numeric, max numeric',
    ],
  ]);
});

test('a store of an older program gets the views, and keeps the old ones only where something needs them', async () => {
  const makeOld = async (name: string) => {
    const url = await server.createDatabase(name);
    const store = await openStore(url);
    await store.ingest([{ userId: 1, timestamp: '2024-01-01', heartRate: 70 }], { unknownUsers: 'create' });
    await store.close();
    await server.execute(
      `DROP VIEW hourly_averages, daily_averages, monthly_averages; ALTER TABLE users DROP COLUMN external_id;
       DELETE FROM pulsebase_schema WHERE version > 1;
       CREATE VIEW hourly_heart_rates AS SELECT user_id FROM hour_rollups; CREATE VIEW daily_heart_rates AS SELECT 1 AS one;
       CREATE VIEW monthly_heart_rates AS SELECT 1 AS one;`,
      name,
    );
    return url;
  };
  const views = async (name: string) =>
    (await server.execute(`SELECT viewname FROM pg_views WHERE schemaname = 'public' ORDER BY 1`, name)).flat();
  const current = ['daily_averages', 'hourly_averages', 'monthly_averages'];
  await (await openStore(await makeOld('free'))).close();
  assert.deepEqual(await views('free'), current);
  const needed = await makeOld('needed');
  await server.execute('CREATE VIEW dashboard AS SELECT * FROM hourly_heart_rates', 'needed');
  await (await openStore(needed)).close();
  const old = ['daily_heart_rates', 'hourly_heart_rates', 'monthly_heart_rates'];
  assert.deepEqual(await views('needed'), [...current, ...old, 'dashboard'].sort());
});
