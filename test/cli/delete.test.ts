import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Engine } from '../../src/engine/engine.ts';
import { filledEngine, run } from './filled-engine.ts';
import { runInProcess } from './run-in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-delete-'));
after(() => rmSync(directory, { recursive: true, force: true }));

describe('deleting', () => {
  const left = async (engine: Engine) => JSON.parse(await run(['stats', '--json'], engine)).readings;

  test('by users, by file, by period', async () => {
    const engine = await filledEngine();
    const usersFile = join(directory, 'withdrawn.csv');
    writeFileSync(usersFile, 'id,name\n1,Ada\n');
    assert.equal(
      await run(['delete', '--to', '2023-01-01', '--yes', '--json'], engine),
      '{"readings":1,"to":"2023-01-01T00:00:00.000Z"}\n',
    );
    assert.match(await run(['delete', '--users-file', usersFile, '--yes'], engine), /\ndeleted 2 readings\n$/);
    assert.match(
      await run(['delete', '--user-ids', '1', '2', '--user-ids', '7', '--from', '2023-02-01', '--yes'], engine),
      /\ndeleted 1 reading from 2023-02-01T00:00:00.000Z\n$/,
    );
    assert.equal(await left(engine), 3);
    assert.equal(await run(['drop-before', '2023-02-01', '--yes', '--json'], engine), '{"readings":2}\n');
    assert.equal(await left(engine), 1);
  });

  test('by one user, and a date alone is its midnight, which is told', async () => {
    for (const option of ['--user-id', '--user']) {
      const engine = await filledEngine();
      assert.equal(
        await run(['delete', option, '1', '--from', '2024-06-01', '--to', '2024-06-02', '--yes'], engine),
        '1 user named, 0 unknown to this store\ndeleted 0 readings from 2024-06-01T00:00:00.000Z to 2024-06-02T00:00:00.000Z\n',
      );
      assert.match(await run(['delete', option, '1', '--yes'], engine), /\ndeleted 3 readings\n$/);
      assert.equal(await left(engine), 4);
    }
  });

  test('without --yes nothing is deleted where nobody can be asked', async () => {
    const engine = await filledEngine();
    const commands = [
      ['delete', '--user-ids', '1'],
      ['drop-before', '2024-01-01'],
      ['users', 'delete', '1'],
    ];
    for (const args of commands) {
      const { exitCode, stdout, stderr } = await runInProcess(engine, args);
      assert.equal(exitCode, 2);
      assert.ok(!stdout.includes('deleted'), stdout);
      assert.match(stderr, /^pulsebase: INVALID_ARGUMENT: .*add --yes.*\n$/);
    }
    assert.equal(await left(engine), 7);
  });

  test('on a terminal the caller is asked', async () => {
    const engine = await filledEngine();
    const no = await runInProcess(engine, ['delete', '--user-ids', '1'], { terminal: true, stdin: 'n\n' });
    assert.equal(no.exitCode, 1);
    assert.match(no.stderr, /delete the readings of user 1/);
    assert.equal(await left(engine), 7);
    const yes = await runInProcess(engine, ['delete', '--user-ids', '1'], { terminal: true, stdin: 'y\n' });
    assert.equal(yes.exitCode, 0);
    assert.equal(await left(engine), 4);
  });
});
