import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { copyState } from '../../src/state/copy-state.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';
import type { StateValue } from '../../src/state/state-database.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsebase-copy-state-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** What matters only while services run or for hours, and sums that the database keeps itself. */
const NOT_COPIED = ['batches', 'claims', 'erasures', 'leases', 'rates', 'receipt_totals', 'sessions'];

test('every column of every table is copied, but for what matters only while services run', async () => {
  const [source, target] = ['source', 'target'].map((name) => openSqliteState(join(root, name), { durable: false }));
  assert.ok(source !== undefined && target !== undefined);
  const tables = (await source.query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).flat();
  assert.deepEqual(
    NOT_COPIED.filter((name) => !tables.includes(name)),
    [],
  );
  const copied = tables.filter((name) => !NOT_COPIED.includes(String(name)));
  for (const table of copied) {
    const columns = await source.query('SELECT name, type FROM pragma_table_info(?) ORDER BY cid', [table]);
    const some = (type: StateValue | undefined, at: number) =>
      type === 'TEXT' ? `${at}` : type === 'BLOB' ? Uint8Array.of(at) : at + 1;
    await source.query(
      `INSERT INTO state.${table} (${columns.map(([name]) => name).join(', ')})
       VALUES (${columns.map(() => '?').join(', ')})`,
      columns.map(([, type], at) => some(type, at)),
    );
  }
  await copyState(source, target);
  for (const table of copied) {
    const rows = `SELECT * FROM state.${table}`;
    assert.deepEqual(await target.query(rows), await source.query(rows), String(table));
  }
  await Promise.all([source.close(), target.close()]);
});
