import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Session } from 'chdb';
import { openStore } from '../../../../src/index.ts';
import { fillForViews, viewRows } from '../../../reference/view-rows.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsebase-views-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** Asks the files of a store that is closed, as docs/views.md says. */
async function askFiles(directory: string, statements: readonly string[]): Promise<unknown[][][]> {
  const session = new Session(join(directory, 'chdb'));
  try {
    return statements.map((statement) =>
      session
        .query(statement, 'JSONCompactEachRow')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown[]),
    );
  } finally {
    session.close();
  }
}

test('the views of closed files show the averages of the reference to the last bit', async () => {
  const directory = join(root, 'store');
  const store = await openStore(`chdb:${directory}`, { maxHeartRate: 1_000_000 });
  const reference = await fillForViews(store);
  await store.close();
  const views = viewRows(reference);
  const [types, raw, ...rows] = await askFiles(directory, [
    `SELECT DISTINCT arrayStringConcat(groupArray(name || ' ' || type), ', ') FROM (
       SELECT table, name, type FROM system.columns WHERE database = 'pulsebase' AND table LIKE '%averages' ORDER BY table, position
     ) GROUP BY table`,
    `SELECT user_id, toUnixTimestamp64Milli(timestamp), heart_rate FROM pulsebase.heart_rates ORDER BY user_id, timestamp`,
    ...Array.from(
      views.keys(),
      (view) => `SELECT user_id, toUnixTimestamp(start) * 1000, readings, total_milli_bpm, average, min, max
        FROM pulsebase.${view} ORDER BY user_id, start`,
    ),
  ]);
  assert.deepEqual(types, [
    [
      "user_id Int64, start DateTime('UTC'), readings UInt64, total_milli_bpm UInt64, average Float64, min Decimal(18, 3), " +
        'max Decimal(18, 3)',
    ],
  ]);
  assert.deepEqual(
    raw!.map((row) => row.map(Number)),
    [...reference.readings].flatMap(([userId, own]) =>
      [...own].sort(([a], [b]) => a - b).map(([ms, milli]) => [userId, ms, milli / 1000]),
    ),
  );
  for (const [index, [view, expected]] of [...views].entries()) {
    assert.deepEqual(
      rows[index]!.map((row) => row.map(Number)),
      expected,
      view,
    );
  }
});

test('a store of an older program gets them when it is opened', async () => {
  const directory = join(root, 'older');
  const url = `chdb:${directory}`;
  await (await openStore(url)).close();
  const columnsOf = `SELECT DISTINCT groupArray(name) FROM (
    SELECT table, name FROM system.columns WHERE database = 'pulsebase' AND table LIKE '%averages' ORDER BY table, position
  ) GROUP BY table`;
  const [columns] = await askFiles(directory, [columnsOf]);
  const session = new Session(join(directory, 'chdb'));
  for (const view of ['hourly_averages', 'daily_averages', 'monthly_averages']) {
    session.query(`CREATE OR REPLACE VIEW pulsebase.${view} AS SELECT lowest FROM pulsebase.rollups FINAL`);
  }
  session.query('ALTER TABLE pulsebase.migrations DELETE WHERE number > 2 SETTINGS mutations_sync = 1');
  session.close();
  assert.deepEqual(await askFiles(directory, [columnsOf]), [[[['lowest']]]]);
  const store = await openStore(url);
  assert.ok((await store.stats()).schemaVersion > 2);
  await store.close();
  assert.deepEqual(await askFiles(directory, [columnsOf]), [columns]);
});
