import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Exported } from '../../src/exporters/export-format.ts';
import { openExport } from '../../src/exporters/open-export.ts';
import { parquetExport } from '../../src/exporters/parquet/parquet-export.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';

/** More than two row groups. */
const READINGS = 120_000;
const START = Date.parse('2023-01-01T00:00:00Z');

const folder = mkdtempSync(join(tmpdir(), 'pulsebase-parquet-'));
const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
const instance = await DuckDBInstance.create(':memory:');
const duckdb = await instance.connect();
after(() => {
  duckdb.closeSync();
  instance.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

await store.importUsers([
  { id: 1, externalId: 'P-0001', name: 'Ada, née "Byron"', gender: 'female', age: 36, birthDate: '1815-12-10' },
  { id: 2 ** 53 - 1 },
]);
const readings = Array.from({ length: READINGS }, (_, at) => ({
  userId: at % 2 === 0 ? 1 : 2 ** 53 - 1,
  timestamp: new Date(START + at * 7001),
  heartRate: (60_000 + ((at * 7919) % 90_000)) / 1000,
}));
await store.ingest(readings);

async function write(what: Exported): Promise<string> {
  const file = join(folder, `${what}.parquet`);
  await writeFile(file, openExport(store, { format: parquetExport, what }));
  return file;
}

async function ask(sql: string): Promise<readonly unknown[][]> {
  return (await duckdb.runAndReadAll(sql)).getRowsJS();
}

test('readings are read by DuckDB: types, values, sums', async () => {
  const file = await write('readings');
  assert.deepEqual(
    (await ask(`DESCRIBE SELECT * FROM '${file}'`)).map(([name, type]) => [name, type]),
    [
      ['user_id', 'BIGINT'],
      ['timestamp', 'TIMESTAMP WITH TIME ZONE'],
      ['heart_rate', 'DECIMAL(9,3)'],
    ],
  );
  const sums = await ask(
    `SELECT user_id::VARCHAR, count(*)::INT, sum(heart_rate)::VARCHAR, epoch_ms(min(timestamp))::VARCHAR,
       epoch_ms(max(timestamp))::VARCHAR FROM '${file}' GROUP BY user_id ORDER BY user_id`,
  );
  const expected = [1, 2 ** 53 - 1].map((userId) => {
    const own = readings.filter((reading) => reading.userId === userId);
    const sum = own.reduce((total, { heartRate }) => total + Math.round(heartRate * 1000), 0);
    const times = own.map(({ timestamp }) => timestamp.getTime());
    return [String(userId), own.length, (sum / 1000).toFixed(3), String(times[0]), String(times.at(-1))];
  });
  assert.deepEqual(sums, expected);
});

test('readings are read by hyparquet, in row groups', async () => {
  const bytes = await readFile(await write('readings'));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const { row_groups: groups } = parquetMetadata(file);
  assert.deepEqual(
    groups.map(({ num_rows }) => Number(num_rows)),
    [50_000, 50_000, 20_000],
  );
  const rows = (await parquetReadObjects({ file, compressors })) as { readonly [name: string]: unknown }[];
  assert.equal(rows.length, READINGS);
  assert.deepEqual(rows[0], { user_id: 1n, timestamp: readings[0]!.timestamp, heart_rate: readings[0]!.heartRate });
});

test('users and averages are read by DuckDB', async () => {
  assert.deepEqual(
    await ask(`SELECT id::VARCHAR, external_id, name, gender, age, birth_date::VARCHAR FROM '${await write('users')}'`),
    [
      ['1', 'P-0001', 'Ada, née "Byron"', 'female', 36, '1815-12-10'],
      [String(2 ** 53 - 1), null, '', 'unknown', null, null],
    ],
  );
  const [total] = await ask(
    `SELECT sum(count)::INT, min(min)::DOUBLE, max(max)::DOUBLE FROM '${await write('hours')}'`,
  );
  const rates = readings.map(({ heartRate }) => heartRate);
  assert.deepEqual(total, [
    READINGS,
    rates.reduce((low, rate) => Math.min(low, rate)),
    rates.reduce((high, rate) => Math.max(high, rate)),
  ]);
  const [first] = await ask(
    `SELECT average, epoch_ms(start)::VARCHAR FROM '${await write('months')}' WHERE user_id = 1`,
  );
  const own = store.averages(1, { from: '2023-01-01', to: '2023-01-31T23:59:59.999Z' }, 'month');
  for await (const { average, start } of own) assert.deepEqual(first, [average, String(start.getTime())]);
});

test('a file without rows is a table all the same', async () => {
  const file = join(folder, 'empty.parquet');
  const selection = { from: '1980-01-01', to: '1980-01-02' };
  await writeFile(file, openExport(store, { format: parquetExport, what: 'readings', selection }));
  assert.deepEqual(await ask(`SELECT count(*)::INT FROM '${file}'`), [[0]]);
});
