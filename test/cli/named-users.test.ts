import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { runInProcess } from './run-in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-named-'));
after(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const USERS = 200;

/** Users 1 to 200 with a reading each in January, and user 3 with one in February. */
async function filledEngine(): Promise<MemoryEngine> {
  const engine = new MemoryEngine();
  const store = createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
  const ids = Array.from({ length: USERS }, (_, at) => at + 1);
  await store.importUsers(ids.map((id) => ({ id })));
  await store.ingest(ids.map((userId) => ({ userId, timestamp: '2023-01-05', heartRate: 70 })));
  await store.ingest([{ userId: 3, timestamp: '2023-02-05', heartRate: 71 }]);
  return engine;
}

/** More than are asked for one by one: 60 known, 40 unknown, 2 repeated. */
const MANY = file(
  'many.csv',
  `name,id\n${[...Array.from({ length: 100 }, (_, at) => at + 141), 150, 151].map((id) => `x,${id}`).join('\n')}\n`,
);
const FEW = file('few.txt', '3\n4\n900\n3\n');

describe('users who are named for deletion', () => {
  test('are counted before anything is done, with those unknown and those named again', async () => {
    for (const [list, line] of [
      [FEW, '3 users named (1 id is a repeat), 1 unknown to this store'],
      [MANY, '100 users named (2 ids are repeats), 40 unknown to this store'],
    ] as const) {
      const engine = await filledEngine();
      const asked = await runInProcess(engine, ['delete', '--users-file', list], { terminal: true, stdin: 'n\n' });
      assert.equal(asked.stdout, `${line}\n`);
      assert.match(asked.stderr, /This will delete the readings of \d+ users\. Go on/);
      assert.equal((await engine.stats()).readings, USERS + 1);
    }
  });

  test('--dry-run counts the readings too, and changes nothing', async () => {
    const engine = await filledEngine();
    const run = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await runInProcess(engine, [...args, '--dry-run']);
      assert.deepEqual([exitCode, stderr], [0, '']);
      return stdout;
    };
    assert.match(await run('delete', '--users-file', FEW), /\nwould delete 3 readings \(dry run, nothing deleted\)\n$/);
    assert.deepEqual(JSON.parse(await run('delete', '--users-file', MANY, '--json')), {
      dryRun: true,
      readings: 60,
      named: 100,
      unknown: 40,
      repeated: 2,
    });
    assert.match(await run('delete', '--user-ids', '3', '--from', '2023-02-01'), /\nwould delete 1 reading /);
    assert.equal(
      await run('delete', '--to', '2023-01-31'),
      'would delete 200 readings up to 2023-01-31T00:00:00.000Z (dry run, nothing deleted)\n',
    );
    assert.deepEqual(JSON.parse(await run('users', 'delete', '3', '900', '--json')), {
      dryRun: true,
      users: 1,
      readings: 2,
      named: 2,
      unknown: 1,
      repeated: 0,
    });
    const { users, readings } = await engine.stats();
    assert.deepEqual([users, readings], [USERS, USERS + 1]);
  });

  test('--json tells the same facts of what was done', async () => {
    const engine = await filledEngine();
    const { stdout } = await runInProcess(engine, ['delete', '--users-file', FEW, '--yes', '--json']);
    assert.deepEqual(JSON.parse(stdout), { readings: 3, named: 3, unknown: 1, repeated: 1 });
  });

  test('are refused when the store knows none of them', async () => {
    const engine = await filledEngine();
    const strangers = file('strangers.txt', '901\n902\n');
    for (const args of [
      ['delete', '--users-file', strangers],
      ['users', 'delete', '901', '902'],
    ]) {
      const { exitCode, stderr } = await runInProcess(engine, [...args, '--yes']);
      assert.equal(exitCode, 1);
      assert.match(
        stderr,
        /^pulsebase: USER_NOT_FOUND: all 2 users named are unknown to this store; nothing was deleted\n$/,
      );
    }
  });

  test('nobody loses a reading through a list in which the ids are in doubt', async () => {
    const engine = await filledEngine();
    for (const content of ['"","id"\n"1",170\n"2",180\n', '1,503,960\n2,624,580\n', 'id,name\n1,170,Ann\n']) {
      const { exitCode, stderr } = await runInProcess(engine, [
        'delete',
        '--users-file',
        file('doubt', content),
        '--yes',
      ]);
      assert.equal(exitCode, 1);
      assert.match(stderr, /^pulsebase: INVALID_FILE: [^\n]+\n$/);
    }
    assert.equal((await engine.stats()).readings, USERS + 1);
  });
});
