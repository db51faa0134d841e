import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { runProcess } from './run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-missing-store-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const place = join(directory, 'store');
beforeEach(() => rmSync(place, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const ROWS = 'user_id,timestamp,heart_rate\n';
const good = file('good.csv', `${ROWS}1,2023-01-01T00:00:00Z,70\n1,2023-01-01T00:01:00Z,71\n1,never,72\n`);
const junk = file('junk.csv', `${ROWS}x,2023-01-01T00:00:00Z,70\n1,2023-01-01T00:00:00Z,7000\n`);
const nobodies = file('nobodies.csv', 'id,age\nx,5\n2,old\n');
const apple = file(
  'export.xml',
  `<HealthData><Me HKCharacteristicTypeIdentifierDateOfBirth="1990-05-31"/><Record type="HKQuantityTypeIdentifierHeartRate"
    unit="count/min" startDate="2023-01-01 10:00:00 +0000" value="60"/></HealthData>`,
);
const people = file('people.csv', 'id,age\nx,5\n2,40\n');

async function run(...args: string[]): Promise<{ exitCode: number; counts: Record<string, unknown>; stderr: string }> {
  const { exitCode, stdout, stderr } = await runProcess([...args, '--json', '--store', `chdb:${place}`]);
  const { read, inserted, rejected, rejectedByReason, usersCreated } = JSON.parse(stdout);
  return { exitCode, counts: { read, inserted, rejected, rejectedByReason, usersCreated }, stderr };
}

describe('an import where there is no store', () => {
  test('in a dry run checks as against an empty store, and makes none', async () => {
    const unknown = await run('import', good, '--dry-run');
    assert.deepEqual(
      [unknown.exitCode, unknown.counts.rejectedByReason],
      [1, { unknown_user: 2, invalid_timestamp: 1 }],
    );
    const created = await run('import', good, '--dry-run', '--create-users');
    assert.deepEqual([created.exitCode, created.counts.inserted, created.counts.rejected], [0, 2, 1]);
    assert.equal(existsSync(place), false);
  });

  test('makes none when all rows are rejected', async () => {
    for (const args of [
      ['import', good],
      ['import', junk],
      ['import', junk, '--create-users'],
      ['users', 'import', nobodies],
      ['users', 'import', nobodies, '--replace'],
    ]) {
      const { exitCode, counts, stderr } = await run(...args);
      assert.deepEqual([exitCode, counts.inserted, counts.rejected], [1, 0, counts.read]);
      assert.match(stderr, /NOTHING_TAKEN/);
      assert.equal(existsSync(place), false, args.join(' '));
    }
  });

  test('makes one with the person whom the file describes, named by id or by external id', async () => {
    for (const person of [
      ['--user-id', '7'],
      ['--user', '7'],
      ['--user', 'P-7'],
    ]) {
      const { exitCode, counts, stderr } = await run('import', apple, '--create-users', ...person);
      assert.deepEqual([exitCode, counts.inserted, counts.usersCreated], [0, 1, 1], stderr);
      rmSync(place, { recursive: true });
    }
  });

  test('leaves an empty directory empty', async () => {
    const empty = mkdtempSync(`${place}-empty-`);
    const args = ['import', junk, '--create-users', '--store', `chdb:${empty}`];
    assert.equal((await runProcess(args)).exitCode, 1);
    assert.deepEqual(readdirSync(empty), []);
  });

  test('makes one with the first row to write, whatever came before', async () => {
    const readings = await run('import', junk, good, '--create-users');
    assert.deepEqual([readings.exitCode, readings.counts.inserted, readings.counts.usersCreated], [1, 2, 1]);
    const again = await run('import', good);
    assert.deepEqual([again.exitCode, again.counts.inserted, again.counts.rejected], [0, 0, 1]);
    rmSync(place, { recursive: true });
    const users = await run('users', 'import', people);
    assert.deepEqual([users.exitCode, users.counts.inserted, users.counts.rejected], [0, 1, 1]);
    assert.equal(JSON.parse((await runProcess(['users', 'list', '--json', '--store', `chdb:${place}`])).stdout).id, 2);
  });
});
