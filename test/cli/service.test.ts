import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type ServeProcess, serveProcess } from '../../harness/serve-process.ts';
import { runProcess } from './run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-service-'));
const env = {
  DATABASE_URL: `chdb:${join(directory, 'data')}`,
  STATE_DIRECTORY: join(directory, 'state'),
};
let serving: ServeProcess | undefined;
after(async () => {
  await serving?.end('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

interface MadeKey {
  readonly id: string;
  readonly key: string;
  readonly scopes: readonly string[];
  readonly setting: string;
}

async function makeKey(scopes: string): Promise<MadeKey> {
  const { exitCode, stdout, stderr } = await runProcess(
    ['keys', 'create', '--name', 'test app', '--scopes', scopes, '--json'],
    { env },
  );
  assert.equal(exitCode, 0, stderr);
  return JSON.parse(stdout) as MadeKey;
}

test('keys are made, listed and revoked; the key itself is shown once', async () => {
  const { id, key, scopes, setting } = await makeKey('read,write');
  assert.match(key, /^pb_[0-9a-f]{12}_[\w-]{43}$/);
  assert.deepEqual(scopes, ['read', 'write']);
  assert.match(setting, /^test-app:read\+write:[0-9a-f]{64}$/);
  const listed = await runProcess(['keys', 'list'], { env });
  assert.match(listed.stdout, new RegExp(`${id} +test app +read write`));
  assert.ok(!listed.stdout.includes(key.slice(16)));
  const revoked = await runProcess(['keys', 'revoke', id], { env });
  assert.deepEqual([revoked.exitCode, revoked.stdout], [0, `revoked ${id} (test app)\n`]);
  const [entry] = JSON.parse((await runProcess(['keys', 'list', '--json'], { env })).stdout) as { revokedAt: string }[];
  assert.match(entry!.revokedAt, /^\d{4}-/);
});

test('wrong use of keys is told in one line', async () => {
  for (const [args, message] of [
    [['keys', 'create', '--name', 'x'], /--scopes/],
    [['keys', 'create', '--name', 'x', '--scopes', 'everything'], /one of read, write, admin, metrics/],
    [['keys', 'create', '--name', 'a\nb', '--scopes', 'read'], /--name must be/],
    [['keys', 'revoke', 'nobody'], /no API key has the id "nobody"/],
    [['serve', '--port', '70000'], /--port must be an integer from 0 to 65535/],
    [['serve', '--store', 'http://localhost:1'], /serves a store, not another service/],
    [['serve', '--insecure', '--host', '0.0.0.0'], /loopback alone/],
  ] as const) {
    const { exitCode, stdout, stderr } = await runProcess(args, { env });
    assert.deepEqual([exitCode, stdout], [2, ''], args.join(' '));
    assert.match(stderr, message);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
  }
});

describe('a running service', () => {
  test('is a store for the command line, and another process cannot open the one behind it', async () => {
    const { key } = await makeKey('admin');
    // Whatever else the machine does meanwhile, the objectives are met.
    const patient = {
      SLO_QUERY_TOP_P95_MS: '3600000',
      SLO_QUERY_USERS_P95_MS: '3600000',
      SLO_INGEST_P95_MS: '3600000',
    };
    serving = await serveProcess({ ...env, ...patient, RATE_LIMIT: '0' });
    const users = join(directory, 'users.csv');
    const readings = join(directory, 'readings.csv');
    writeFileSync(users, 'id,name,gender,age,birth_date\n1,Ada,female,36,\n2,Bob,male,,1990-05-31\n');
    writeFileSync(
      readings,
      'user_id,timestamp,heart_rate\n1,2023-01-01T10:00:00Z,72\n2,2023-01-01T10:00:00Z,65\n3,2023-01-01,60\nx,,\n',
    );
    const remote = { env: { DATABASE_URL: serving.url, PULSEBASE_API_KEY: key } };
    const run = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await runProcess([...args, '--json'], remote);
      assert.equal(exitCode, 0, stderr);
      return JSON.parse(stdout) as Record<string, unknown>;
    };
    assert.equal((await run('users', 'import', users)).inserted, 2);
    const imported = await run('import', readings);
    assert.deepEqual([imported.inserted, imported.rejectedByReason], [2, { invalid_user_id: 1, unknown_user: 1 }]);
    const year = ['--from', '2023-01-01', '--to', '2024-01-01'];
    assert.deepEqual(await run('query', 'users', '--min-age', '30', '--min-heart-rate', '60', ...year), [1, 2]);
    assert.deepEqual(await run('query', 'top', '--user-id', '1', ...year), [72]);
    assert.equal((await run('verify')).ok, true);
    const doctor = await run('doctor');
    assert.deepEqual([doctor.ok, (doctor.findings as object[]).length > 2], [true, true]);
    assert.equal((await run('slo')).isMet, true);
    assert.deepEqual(await run('delete', '--user-ids', '1', '9', '--dry-run'), {
      dryRun: true,
      readings: 1,
      named: 2,
      unknown: 1,
      repeated: 0,
    });
    const generated = await runProcess(['generate', '--users', '2', '--readings', '10'], remote);
    assert.equal(generated.exitCode, 2);
    assert.match(generated.stderr, /INVALID_ARGUMENT: the store holds 2 users and 2 readings; .*--into-existing/);
    assert.equal((await run('stats')).readings, 2);
    assert.equal((await run('users', 'delete', '2', '--yes')).readings, 1);
    assert.equal((await run('stats')).readings, 1);

    const other = await runProcess(['stats'], { env });
    assert.equal(other.exitCode, 1);
    assert.match(
      other.stderr,
      /STORE_IN_USE: process \d+ has the store .*; wait until it is done, or, .* name that service: --store http:\/\/host:port/,
    );
  });

  test('refuses a key that lacks a scope, or is none, with a clear line', async () => {
    const { key } = await makeKey('read');
    for (const [apiKey, message] of [
      [key, /PERMISSION_DENIED: this API key lacks the scope admin/],
      ['nonsense', /AUTHENTICATION_FAILED: this API key is not known/],
      ['', /AUTHENTICATION_FAILED: send an API key .*; the command line takes it from PULSEBASE_API_KEY\n$/],
    ] as const) {
      const remote = { env: { PULSEBASE_API_KEY: apiKey } };
      const { exitCode, stderr } = await runProcess(['verify', '--store', serving!.url], remote);
      assert.equal(exitCode, 1);
      assert.match(stderr, message);
    }
    const rows = 'user_id,timestamp,heart_rate\n1,2023-01-01T00:00:00Z,60\n';
    const remote = { env: { PULSEBASE_API_KEY: key }, stdin: rows };
    const imported = await runProcess(['import', '-', '--store', serving!.url], remote);
    assert.equal(imported.stdout, 'standard input: not imported\n');
    assert.match(imported.stderr, /PERMISSION_DENIED: this API key lacks the scope write/);
  });

  test('ends with 0 at SIGTERM; then nobody is reached', async () => {
    const { url } = serving!;
    assert.equal(await serving!.end('SIGTERM'), 0);
    const { exitCode, stderr } = await runProcess(['slo', '--store', url], { env });
    assert.equal(exitCode, 1);
    assert.match(stderr, /CONNECTION_FAILED: cannot reach the service at http:\/\/127\.0\.0\.1:\d+: /);
    assert.equal(stderr.trim().split('\n').length, 1);
  });
});
