import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { runProcess } from './run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-doctor-'));
const server = await startPostgresServer({ fsync: 'off' });
after(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const embedded = `chdb:${join(directory, 'store')}`;

test('doctor: a sound store, one that is not synced, and a server with a dangerous setting', async () => {
  await runProcess(['generate', '--users', '3', '--readings', '3000', '--store', embedded]);
  const sound = await runProcess(['doctor', '--store', embedded, '--json']);
  assert.equal(sound.exitCode, 0, sound.stderr);
  const { ok, engine, findings } = JSON.parse(sound.stdout);
  assert.deepEqual([ok, engine], [true, 'chdb']);
  assert.ok(
    findings.every(({ grade }: { grade: string }) => grade === 'fine'),
    sound.stdout,
  );

  const unsynced = await runProcess(['doctor', '--store', embedded], { env: { DURABLE: 'false' } });
  assert.equal(unsynced.exitCode, 0);
  assert.match(
    unsynced.stdout,
    /^warning +durability +DURABLE is off: a loss of power may take the last writes\n +turn it on/m,
  );

  const url = await server.createDatabase('doctor');
  await runProcess(['migrate', '--store', url]);
  const faulty = await runProcess(['doctor', '--store', url]);
  assert.notEqual(faulty.exitCode, 0);
  assert.match(
    faulty.stdout,
    /^fault +durability +fsync is off: a loss of power can destroy the database\n +set fsync = on/m,
  );
  assert.match(faulty.stderr, /^pulsebase: STORE_DAMAGED: 1 fault found: fsync is off/);
});

test('copy: from embedded to PostgreSQL and back', async () => {
  const url = await server.createDatabase('copy');
  const there = await runProcess(['copy', '--from', embedded, '--to', url]);
  assert.equal(there.exitCode, 0, there.stderr);
  assert.match(there.stdout, /^readings: 3,000 new, 0 updated, 0 there already$/m);
  assert.match(there.stdout, /^compared: every user has the same readings a month in both stores/m);
  const second = `chdb:${join(directory, 'second')}`;
  const back = await runProcess(['copy', '--from', url, '--to', second, '--json']);
  assert.equal(back.exitCode, 0, back.stderr);
  assert.equal(JSON.parse(back.stdout).readings.inserted, 3000);
  const query = ['query', 'users', '--min-heart-rate', '0', '--from', '2023-01-01', '--to', '2024-01-01', '--details'];
  const answers = await Promise.all(
    [embedded, second].map((store) => runProcess([...query, '--store', store, '--json'])),
  );
  assert.equal(answers[0]!.stdout, answers[1]!.stdout);
  assert.ok(answers[0]!.stdout.includes('1000'));
});

test('copy: the same store twice, and two embedded stores in one process, are refused in one line', async () => {
  const same = await runProcess(['copy', '--from', embedded, '--to', embedded]);
  assert.match(same.stderr, /^pulsebase: INVALID_ARGUMENT: --from and --to name the same store\n$/);
  const two = await runProcess(['copy', '--from', embedded, '--to', `chdb:${join(directory, 'third')}`]);
  assert.equal(two.exitCode, 1);
  assert.match(
    two.stderr,
    /^pulsebase: UNSUPPORTED: .*serve one of them \(pulsebase serve --store URL\).*--from http:[^\n]+\n$/,
  );
  assert.equal(existsSync(join(directory, 'third')), false);
  const none = await runProcess(['copy', '--from', `chdb:${join(directory, 'none')}`, '--to', 'http://127.0.0.1:9']);
  assert.match(none.stderr, /^pulsebase: STORE_NOT_FOUND: there is no store in \S+; name another with --from\n$/);
});

test('copy: a target that has more readings of the same users keeps them, and the difference is told as what it may be', async () => {
  const source = await server.createDatabase('copy_source');
  const target = await server.createDatabase('copy_target');
  const plan = ['generate', '--users', '1', '--readings', '100', '--from', '2023-01-01', '--to', '2023-01-02'];
  await runProcess([...plan, '--store', source]);
  await runProcess(['import', '-', '--create-users', '--store', target], {
    stdin: 'user_id,timestamp,heart_rate\n1,2023-01-05T00:00:00Z,60\n',
  });
  const { exitCode, stdout, stderr } = await runProcess(['copy', '--from', source, '--to', target, '--replace-users']);
  assert.equal(exitCode, 1);
  assert.match(stdout, /^compared: 1 month differs$/m);
  assert.match(
    stderr,
    /COPY_DIFFERS: the stores differ in 1 month \(2023-01\): either .* was written to meanwhile.*; or the target holds readings/,
  );
  const readings = await runProcess(['readings', '--user-id', '1', '--from', '2023-01-05', '--store', target]);
  assert.match(readings.stdout, /^1,2023-01-05T00:00:00.000Z,60$/m);
});
