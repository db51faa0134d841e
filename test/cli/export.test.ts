import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { runInProcess } from './run-in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'pulsebase-export-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function filledEngine(): Promise<MemoryEngine> {
  const engine = new MemoryEngine();
  const store = createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
  await store.importUsers([{ id: 1, externalId: 'P-1', gender: 'male' }, { id: 2 }]);
  await store.ingest([
    { userId: 1, timestamp: '2023-01-01T10:00:00Z', heartRate: 72.5 },
    { userId: 2, timestamp: '2023-01-01T10:00:00Z', heartRate: 60 },
  ]);
  return engine;
}
const engine = await filledEngine();

const CSV = 'user_id,timestamp,heart_rate\n1,2023-01-01T10:00:00.000Z,72.5\n2,2023-01-01T10:00:00.000Z,60\n';

test('a file is written in the format that its name ends in, and said how long', async () => {
  const file = join(folder, 'a.csv');
  const { exitCode, stdout } = await runInProcess(engine, ['export', file]);
  assert.equal(exitCode, 0);
  assert.ok(stdout.startsWith(`${file}: 2 readings\n`), stdout);
  assert.equal(readFileSync(file, 'utf8'), CSV);
  const json = await runInProcess(engine, ['export', file, '--overwrite', '--json', '--gender', 'male']);
  const [written] = JSON.parse(json.stdout) as { bytes: number }[];
  assert.deepEqual(written, { file, format: 'csv', what: 'readings', rows: 1, bytes: readFileSync(file).length });
});

test('a folder gets a file for everything that is wanted', async () => {
  const out = join(folder, 'deep', 'out');
  assert.equal((await runInProcess(engine, ['export', `${out}/`, '--format', 'csv'])).exitCode, 0);
  assert.deepEqual(readdirSync(out).sort(), ['readings.csv', 'users.csv']);
  const more = ['export', out, '--format', 'ndjson', '--what', 'hours,days', '--what', 'months'];
  assert.equal((await runInProcess(engine, more)).exitCode, 0);
  assert.deepEqual(readdirSync(out).length, 5);
  const omh = join(folder, 'omh/');
  assert.equal((await runInProcess(engine, ['export', omh, '--format', 'omh'])).exitCode, 0);
  assert.deepEqual(readdirSync(omh), ['readings.ndjson']);
});

test('standard output holds the file and nothing else', async () => {
  const { stdout } = await runInProcess(engine, ['export', '-', '--format', 'csv', '--users', 'P-1', '2']);
  assert.equal(stdout, CSV);
  const onlyFirst = CSV.replace(/^2,.*\n/m, '');
  for (const named of [
    ['--user', 'P-1'],
    ['--user-id', '1'],
    ['--user-ids', '1'],
    ['--user', '1', '--users', 'P-1'],
  ]) {
    assert.equal((await runInProcess(engine, ['export', '-', '--format', 'csv', ...named])).stdout, onlyFirst);
  }
  const terminal = await runInProcess(engine, ['export', '-', '--format', 'parquet'], { terminal: true });
  assert.deepEqual([terminal.exitCode, terminal.stdout], [2, '']);
  assert.match(terminal.stderr, /name a file/);
});

test('a file that is there is left alone', async () => {
  const file = join(folder, 'mine.csv');
  writeFileSync(file, 'mine');
  const { exitCode, stderr } = await runInProcess(engine, ['export', file]);
  assert.equal(exitCode, 2);
  assert.match(stderr, /INVALID_ARGUMENT: .*mine\.csv exists; name another file, or add --overwrite/);
  assert.equal(readFileSync(file, 'utf8'), 'mine');
});

test('an export that is stopped or fails leaves nothing, and what was there stays', async () => {
  const own = join(folder, 'stopped');
  const before = join(own, 'before.csv');
  assert.equal((await runInProcess(engine, ['export', `${own}/`, '--format', 'csv'])).exitCode, 0);
  writeFileSync(before, 'before');
  const files = readdirSync(own);

  const interruption = new AbortController();
  interruption.abort('SIGINT');
  const stopped = await runInProcess(engine, ['export', before, '--overwrite'], { signal: interruption.signal });
  assert.equal(stopped.exitCode, 130);
  assert.match(stopped.stderr, /ABORTED: stopped; nothing was written/);

  const midway = new AbortController();
  const interrupted = await filledEngine();
  const readings = interrupted.readings.bind(interrupted);
  interrupted.readings = (...query) => {
    // The first user has been read.
    if (query[0] === 2) {
      assert.equal(readdirSync(own).filter((name) => name.endsWith('.part')).length, 1);
      midway.abort('SIGTERM');
    }
    return readings(...query);
  };
  const half = await runInProcess(interrupted, ['export', before, '--overwrite'], { signal: midway.signal });
  assert.equal(half.exitCode, 143);

  const failing = await filledEngine();
  failing.readings = () => Promise.reject(new Error('the disk is gone'));
  const failed = await runInProcess(failing, ['export', join(own, 'new.csv')]);
  assert.equal(failed.exitCode, 1);
  const nowhere = await runInProcess(engine, ['export', join(own, 'missing', 'new.csv')]);
  assert.equal(nowhere.exitCode, 1);
  assert.match(nowhere.stderr, /^pulsebase: FILE_UNREADABLE: cannot write .*new\.csv: there is no such folder$/m);

  assert.deepEqual(readdirSync(own), files);
  assert.equal(readFileSync(before, 'utf8'), 'before');
});

test('what cannot be written is refused before anything is', async () => {
  for (const [args, message] of [
    [['export', join(folder, 'a.xls')], /say which format: --format parquet, csv/],
    [['export', '-', '--format', 'omh', '--what', 'users'], /omh holds readings, not users; take parquet, csv/],
    [['export', join(folder, 'b.csv'), '--what', 'users,hours'], /one file holds one of them/],
    [['export', join(folder, 'b.csv'), '--min-age', '30'], /minAge needs a day/],
    [['export', join(folder, 'b.csv'), '--users', 'nobody'], /USER_NOT_FOUND: no user has the external id "nobody"/],
  ] as const) {
    const { exitCode, stderr } = await runInProcess(engine, args);
    assert.notEqual(exitCode, 0);
    assert.match(stderr, message);
  }
  assert.ok(!readdirSync(folder).some((name) => name.endsWith('.part') || name === 'b.csv'));
});

test('a copy of a user is an archive, whose readings can be imported', async () => {
  const file = join(folder, 'P-1.zip');
  const { exitCode, stdout } = await runInProcess(engine, ['export', file, '--copy-of', 'P-1']);
  assert.equal(exitCode, 0);
  assert.match(stdout, /P-1\.zip: [\d,]+ bytes/);
  const again = await runInProcess(engine, ['import', file, '--json']);
  assert.equal(again.exitCode, 0, again.stderr);
  const { read, unchanged } = JSON.parse(again.stdout) as { read: number; unchanged: number };
  assert.deepEqual([read, unchanged], [1, 1]);
  const nobody = await runInProcess(engine, ['export', join(folder, 'no.zip'), '--copy-of', 'nobody']);
  assert.match(nobody.stderr, /USER_NOT_FOUND/);
  const more = await runInProcess(engine, ['export', join(folder, 'no.zip'), '--copy-of', '1', '--what', 'hours']);
  assert.deepEqual([more.exitCode, /leave what out/.test(more.stderr)], [2, true]);
});

test('people alone are taken by an import that may make users', async () => {
  const file = join(folder, 'people.ndjson');
  assert.equal((await runInProcess(engine, ['export', file, '--format', 'fhir', '--what', 'users'])).exitCode, 0);
  const other = new MemoryEngine();
  const imported = await runInProcess(other, ['import', file, '--create-users', '--json']);
  assert.equal(imported.exitCode, 0, imported.stderr);
  assert.deepEqual(
    (await other.listUsers(0, 10)).map(({ id, externalId, gender }) => [id, externalId, gender]),
    [
      [1, 'P-1', 'male'],
      [2, null, 'unknown'],
    ],
  );
  const without = await runInProcess(new MemoryEngine(), ['import', file]);
  assert.equal(without.exitCode, 1);
  assert.match(without.stderr, /NOTHING_TAKEN/);
});
