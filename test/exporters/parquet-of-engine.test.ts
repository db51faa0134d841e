import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { openExport } from '../../src/exporters/open-export.ts';
import { parquetExport } from '../../src/exporters/parquet/parquet-export.ts';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';

const USERS = [1, 2 ** 53 - 1];
/** Two months of them, so that there are several parts. */
const READINGS = 30_000;

describe('Parquet that an engine writes itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pulsebase-parquet-engine-'));
  const [joined, own] = [join(folder, 'joined.parquet'), join(folder, 'own.parquet')];
  let store: Store;
  let duckdb: DuckDBConnection;
  let rows = 0;

  before(async () => {
    store = await openStore(`chdb:${join(folder, 'store')}`);
    duckdb = await (await DuckDBInstance.create()).connect();
    await store.importUsers(USERS.map((id) => ({ id })));
    await store.ingest(
      Array.from({ length: READINGS }, (_, at) => ({
        userId: USERS[at % 2]!,
        timestamp: new Date(Date.UTC(2023, 0, 15) + at * 100_001),
        heartRate: (60_000 + ((at * 7919) % 90_000)) / 1000,
      })),
    );
    // One that is corrected, and one that is in the log of the store alone.
    await store.stats();
    await store.ingest([
      { userId: 1, timestamp: new Date(Date.UTC(2023, 0, 15)), heartRate: 55.005 },
      { userId: 1, timestamp: '2023-04-01', heartRate: 20 },
    ]);
    const onRows = (more: number) => {
      rows += more;
    };
    await writeFile(joined, openExport(store, { format: parquetExport, what: 'readings', onRows }));
    const { everybody, ...common } = parquetExport;
    assert.ok(everybody !== undefined && store.scanParquet !== undefined);
    await writeFile(own, openExport(store, { format: common, what: 'readings' }));
  });

  after(async () => {
    duckdb.closeSync();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(sql: string): Promise<readonly unknown[][]> {
    return (await duckdb.runAndReadAll(sql)).getRowsJS();
  }

  test('has the rows and types of the file that is written here', async () => {
    assert.equal(rows, READINGS + 1);
    assert.deepEqual(await ask(`SELECT count(*)::INT FROM '${joined}'`), [[READINGS + 1]]);
    assert.deepEqual(await ask(`FROM '${joined}' EXCEPT FROM '${own}'`), []);
    assert.deepEqual(await ask(`FROM '${own}' EXCEPT FROM '${joined}'`), []);
    assert.deepEqual(await ask(`DESCRIBE SELECT * FROM '${joined}'`), await ask(`DESCRIBE SELECT * FROM '${own}'`));
  });

  test('tells readers the least and the greatest of each row group, by which they leave groups out', async () => {
    const bounds = (column: string, type: string) =>
      ask(
        `SELECT count(*)::INT, min(stats_min_value::${type})::VARCHAR, max(stats_max_value::${type})::VARCHAR
         FROM parquet_metadata('${joined}') WHERE path_in_schema = '${column}'`,
      );
    assert.deepEqual(await bounds('user_id', 'BIGINT'), [[3, '1', String(2 ** 53 - 1)]]);
    assert.deepEqual(await bounds('timestamp', 'VARCHAR'), [[3, '2023-01-15 00:00:00+00', '2023-04-01 00:00:00+00']]);
    assert.deepEqual(await bounds('heart_rate', 'DECIMAL(9, 3)'), [[3, '20.000', '149.999']]);
    for (const [where, number] of [
      ['heart_rate <= 20', 1],
      [`timestamp >= '2023-03-15'`, 1],
      ['user_id = 9007199254740991', READINGS / 2],
    ]) {
      assert.deepEqual(await ask(`SELECT count(*)::INT FROM '${joined}' WHERE ${where}`), [[number]], String(where));
    }
  });

  test('is a table also where it has no rows', async () => {
    const file = join(folder, 'empty.parquet');
    const selection = { from: '1980-01-01', to: '1980-01-02' };
    await writeFile(file, openExport(store, { format: parquetExport, what: 'readings', selection }));
    assert.deepEqual(await ask(`SELECT count(*)::INT FROM '${file}'`), [[0]]);
  });
});
