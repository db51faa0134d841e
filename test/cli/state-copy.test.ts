import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { runProcess } from './run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-state-copy-'));
const server = await startPostgresServer({ fsync: 'off' });
after(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});
const STATE_URL = await server.createDatabase('state');
const STATE_DIRECTORY = join(directory, 'state');
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runProcess(args, { env: { STATE_DIRECTORY, ...env } });
const idsOf = async (env: Readonly<Record<string, string>>) =>
  (JSON.parse((await run(['keys', 'list', '--json'], env)).stdout) as { id: string }[]).map(({ id }) => id);

test('a state moves to a database, from where keys are listed and revoked', async () => {
  const { stdout } = await run(['keys', 'create', '--name', 'app', '--scopes', 'read', '--json']);
  const { id } = JSON.parse(stdout) as { id: string };
  const copied = await run(['state', 'copy'], { STATE_URL });
  assert.deepEqual([copied.exitCode, copied.stderr], [0, '']);
  assert.match(
    copied.stdout,
    /^new in the target: 1 API key, 0 receipts, 0 entries of the audit log, 0 rules, 0 alarms, 0 webhooks\n/,
  );
  assert.deepEqual(await idsOf({ STATE_URL }), [id]);
  assert.equal((await run(['keys', 'revoke', id], { STATE_URL })).exitCode, 0);
  const back = await run(['state', 'copy', '--from', STATE_URL, '--to', 'sqlite:', '--json']);
  assert.deepEqual(JSON.parse(back.stdout), {
    ...{ keys: 0, receipts: 0, auditEntries: 0, samePseudonyms: true },
    ...{ rules: 0, alarms: 0, webhooks: 0, alarmsLeftOut: false },
  });
  const [key] = JSON.parse((await run(['keys', 'list', '--json'])).stdout) as { revokedAt: string | null }[];
  assert.notEqual(key?.revokedAt, null);
});

test('what cannot be copied is told in one line, without a password, and nothing is made', async () => {
  const nowhere = join(directory, 'nowhere');
  for (const [args, env, message] of [
    [[], {}, /^pulsebase: INVALID_ARGUMENT: --from and --to name the same state/],
    [
      [],
      { STATE_URL, STATE_DIRECTORY: nowhere },
      /^pulsebase: STORE_NOT_FOUND: there is no state of a service in .*nowhere/,
    ],
    [['--from', server.url('postgres'), '--to', 'sqlite:'], {}, /^pulsebase: STORE_NOT_FOUND: .*PostgreSQL at 127/],
    [['--to', 'mysql://anna:s3cret@host/db'], {}, /^pulsebase: INVALID_SETTING: the URL of a state must be sqlite:/],
    [['--to', 'postgresql://anna:s3cret@127.0.0.1:1/db'], {}, /^pulsebase: CONNECTION_FAILED: /],
  ] as const) {
    const { exitCode, stdout, stderr } = await run(['state', 'copy', ...args], env);
    assert.deepEqual([exitCode === 0, stdout], [false, ''], stderr);
    assert.match(stderr, message);
    assert.equal(stderr.split('\n').length, 2, stderr);
    assert.ok(!stderr.includes('s3cret'));
  }
  assert.equal(existsSync(nowhere), false);
});
