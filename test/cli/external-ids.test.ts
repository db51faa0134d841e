import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { runInProcess } from './run-in-process.ts';

const YEAR = ['--from', '2023-01-01T00:00:00Z', '--to', '2024-01-01T00:00:00Z'];
const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-external-'));
after(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const READINGS = file(
  'readings.ndjson',
  ['"P-0012"', '"007"', '"7"', '7']
    .map((user, at) => `{"user":${user},"timestamp":"2023-04-05T0${at}:00:00Z","heartRate":${70 + at}}\n`)
    .join(''),
);
const USERS = file('users.csv', 'external_id,name\nP-0012,Ada\n007,"Bond, James"\n');

describe('people whom others know by text', () => {
  const engine = new MemoryEngine();
  const run = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await runInProcess(engine, args);
    assert.deepEqual([exitCode, stderr], [0, ''], args.join(' '));
    return stdout;
  };

  test('are made by an import of readings, and told of by one of users', async () => {
    const { inserted, usersCreated } = JSON.parse(await run('import', READINGS, '--create-users', '--json'));
    assert.deepEqual([inserted, usersCreated], [4, 3]);
    const { updated, rejected } = JSON.parse(await run('users', 'import', USERS, '--json'));
    assert.deepEqual([updated, rejected], [2, 0]);
    const users = (await run('users', 'list', '--json'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(users.map(({ externalId, name }) => `${externalId} ${name}`).sort(), [
      '007 Bond, James',
      'P-0012 Ada',
      'null ',
    ]);
    assert.match(await run('users', 'get', 'P-0012'), /external id .*\n.* P-0012 .* Ada\n$/);
    assert.match(await run('users', 'get', '7'), /\n *7 /);
  });

  test('are asked about by either id', async () => {
    const { id } = JSON.parse(await run('users', 'get', '007', '--json'));
    for (const user of [
      ['--user', '007'],
      ['--user-id', String(id)],
    ]) {
      assert.equal(await run('query', 'top', ...user, ...YEAR, '--json'), '[71]\n');
      assert.match(await run('readings', '--quiet', ...user), new RegExp(`\\n${id},2023-04-05T01:00:00.000Z,71\\n$`));
      assert.match(await run('averages', '--quiet', ...user), /\n2023-04-05T00:00:00.000Z,1,71,71,71\n$/);
    }
    assert.equal(await run('query', 'top', '--user', '7', ...YEAR, '--json'), '[73,72]\n');
    const members = JSON.parse(await run('query', 'users', '--min-heart-rate', '70.5', ...YEAR, '--details', '--json'));
    assert.deepEqual(
      members.map(({ externalId }: { externalId: string | null }) => externalId),
      [null, '007'],
    );
  });

  test('are named for deletion by either id, each counted once', async () => {
    const { id } = JSON.parse(await run('users', 'get', 'P-0012', '--json'));
    const readings = ['delete', '--users', 'P-0012', 'nobody', '--user-ids', `${id}`, '--dry-run', '--json'];
    assert.deepEqual(JSON.parse(await run(...readings)), {
      dryRun: true,
      readings: 1,
      named: 2,
      unknown: 1,
      repeated: 1,
    });
    assert.deepEqual(JSON.parse(await run('users', 'delete', 'P-0012', '08', '7', '--yes', '--json')), {
      ...{ users: 2, readings: 3, named: 3, unknown: 1, repeated: 0 },
    });
    const { exitCode, stderr } = await runInProcess(engine, ['users', 'delete', '7', '--yes']);
    assert.equal(exitCode, 1);
    assert.match(stderr, /USER_NOT_FOUND: the user named is unknown/);
  });
});
