import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../../../harness/postgres-server.ts';
import { until } from '../../../../harness/until.ts';
import type { Finding } from '../../../../src/engine/finding.ts';
import { openStore } from '../../../../src/open-store.ts';
import type { Store } from '../../../../src/store/store.ts';

const sound = await startPostgresServer({ autovacuum: 'off' });
const unsound = await startPostgresServer({ fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' });
after(() => Promise.all([sound.stop(), unsound.stop()]));

function readings(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    userId: 1,
    timestamp: new Date(Date.UTC(2023, 4, 1) + at * 10_000),
    heartRate: 60,
  }));
}

async function wrong(store: Store): Promise<string[]> {
  // Before PostgreSQL 18 a database has no checksums unless it was asked for them.
  return about(await store.diagnose!(), 'fault', 'warning').filter((text) => !text.includes('data_checksums'));
}

function about(findings: readonly Finding[], ...grades: Finding['grade'][]): string[] {
  return findings
    .filter(({ grade }) => grades.includes(grade))
    .map(({ grade, subject, message }) => `${grade} ${subject} ${message}`);
}

test('settings that put the data in danger are faults', async () => {
  await using store = await openStore(await unsound.createDatabase());
  const findings = await wrong(store);
  assert.equal(findings.length, 3);
  assert.match(findings[0]!, /^fault durability fsync is off/);
  assert.match(findings[1]!, /^fault durability full_page_writes is off/);
  assert.match(findings[2]!, /^warning durability synchronous_commit is off/);
  assert.match((await store.diagnose!())[0]!.message, /^postgresql 1\d\.\d+.*, schema \d+, no migration missing$/);
});

test('indexes that are invalid, tables that nobody vacuums or analyses are named', async () => {
  const url = await sound.createDatabase('tables');
  await using store = await openStore(url);
  assert.deepEqual(await wrong(store), [
    'warning vacuum autovacuum does not run: corrected readings leave dead rows, and queries become slow',
  ]);
  await store.ingest(readings(20_000), { unknownUsers: 'create' });
  await store.deleteReadings({ userIds: [1], to: '2023-05-02T12:00:00Z' });
  await sound.execute('SELECT pg_stat_force_next_flush()', 'tables').catch(() => {});
  await sound.execute(
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'month_rollups_by_year'::regclass",
    'tables',
  );
  const found = await eventually(
    () => wrong(store),
    (texts) => texts.some((text) => text.includes('dead rows; ')),
  );
  assert.ok(
    found.some((text) => /^fault indexes the index month_rollups_by_year is invalid/.test(text)),
    found.join('\n'),
  );
  assert.ok(
    found.some((text) => /^warning vacuum 1 tables have many dead rows; heart_rates_\S+ has 1\d{4}$/.test(text)),
    found.join('\n'),
  );
  await sound.execute('VACUUM (ANALYZE)', 'tables');
  await sound.execute('REINDEX INDEX month_rollups_by_year', 'tables');
  await eventually(
    () => wrong(store),
    (texts) => texts.length === 1,
  );
});

/** The server counts its rows a moment later. */
async function eventually<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
  let answer: T | undefined;
  const look = async () => {
    answer = await ask();
    return isRight(answer) ? { answer } : undefined;
  };
  const found = await until(() => `the right answer, instead of ${JSON.stringify(answer)}`, look, { every: 200 });
  return found.answer;
}
