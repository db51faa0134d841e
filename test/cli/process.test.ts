import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { until } from '../../harness/until.ts';
import { runProcess } from './run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-process-'));
const STORE = `chdb:${join(directory, 'store')}`;
const YEAR = ['--from', '2023-01-01', '--to', '2024-01-01'];
after(() => rmSync(directory, { recursive: true, force: true }));

/** Bytes of all files in a directory; none when it changes under the look. */
function bytesIn(path: string): number {
  try {
    const sizes = readdirSync(path, { recursive: true }).map((name) => statSync(join(path, String(name))).size);
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

/** Runs a command that must go well, and gives what it prints. */
async function run(args: readonly string[], stdin?: string | Buffer): Promise<string> {
  const { exitCode, stdout, stderr } = await runProcess(
    [...args, '--store', STORE],
    stdin === undefined ? {} : { stdin },
  );
  assert.equal(stderr, '');
  assert.equal(exitCode, 0);
  return stdout;
}

describe('the program as a process', () => {
  before(async () => {
    const users = join(directory, 'users.csv');
    writeFileSync(users, 'id,name,gender,age,birth_date\n1,Ada,female,36,\n2022484408,Bob,male,,1983-05-31\n');
    const receipt = JSON.parse(await run(['users', 'import', users, '--json']));
    assert.deepEqual([receipt.inserted, receipt.rejected], [2, 0]);
    const rows = Array.from({ length: 50_000 }, (_, at) => {
      const instant = new Date(Date.UTC(2023, 0, 1) + at * 600_000);
      return `2022484408,${instant.toISOString()},${60 + (at % 90)}`;
    });
    const packed = gzipSync(
      `user_id,timestamp,heart_rate\n${rows.join('\n')}\n1,2023-01-01T00:00:00Z,66.5\n1,never,70\n`,
    );
    const counts = JSON.parse(await run(['import', '-', '--json'], packed));
    assert.deepEqual(
      [counts.read, counts.inserted, counts.rejected, counts.files[0].file, counts.files[0].timezone],
      [50_002, 50_001, 1, '-', 'UTC'],
    );
  });

  test('what waits on standard input belongs to the import alone, in a new store as well', async () => {
    const rows = Array.from({ length: 5000 }, (_, at) => `${(at % 50) + 1},${new Date(at * 1000).toISOString()},70`);
    const store = `chdb:${join(directory, 'piped')}`;
    const { exitCode, stdout, stderr } = await runProcess(
      ['import', '-', '--create-users', '--json', '--store', store],
      {
        stdin: `user_id,timestamp,heart_rate\n${rows.join('\n')}\n`,
      },
    );
    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
    const counts = JSON.parse(stdout);
    assert.deepEqual([counts.read, counts.inserted, counts.usersCreated], [5000, 5000, 50]);
  });

  test('answers both queries from the store of another process', async () => {
    assert.equal(
      await run(['query', 'users', '--min-age', '24', '--min-heart-rate', '60', ...YEAR, '--json', '--quiet']),
      '[2022484408,1]\n',
    );
    const averages: unknown = JSON.parse(
      await run(['query', 'top', '--user-id', '2022484408', ...YEAR, '--json', '--quiet', '--limit', '2']),
    );
    assert.deepEqual(averages, [146.5, 140.5]);
    assert.equal(JSON.parse(await run(['verify', '--json'])).ok, true);
  });

  test('a reader who leaves early is not a failure', async () => {
    const { exitCode, stderr } = await runProcess(
      ['readings', '--quiet', '--user-id', '2022484408', '--store', STORE],
      {
        onStart: (child) => child.stdout?.once('data', () => child.stdout?.destroy()),
      },
    );
    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
  });

  for (const [flags, left] of [
    [[], 'what was written of them is kept; run the same command again to go on'],
    [['--dry-run'], 'nothing was written'],
  ] as const) {
    test(`an interruption ends an import that waits for its input, with its counts: ${left}`, async () => {
      // More than fits into the pipe: once it is written, the most of it has been read.
      const rows = Array.from({ length: 50_000 }, (_, at) => `1,${new Date(at * 1000).toISOString()},66\n`);
      const { exitCode, stdout, stderr } = await runProcess(
        ['import', '-', '--create-users', ...flags, '--store', `chdb:${join(directory, 'waiting')}`],
        {
          onStart: (child) => {
            child.stdin?.write(`user_id,timestamp,heart_rate\n${rows.join('')}`, () => child.kill('SIGINT'));
          },
        },
      );
      assert.equal(exitCode, 130, stderr);
      assert.match(stdout, /\nrejected +0\n/);
      assert.match(stderr, /^pulsebase: ABORTED: stopped after [\d,]+ rows; [^\n]+\n$/);
      assert.ok(stderr.endsWith(`; ${left}\n`), stderr);
    });
  }
});

describe('settings', () => {
  test('come from the environment and a .env file, secrets hidden', async () => {
    const cwd = join(directory, 'settings');
    mkdirSync(cwd);
    writeFileSync(join(cwd, '.env'), 'DATABASE_URL=postgresql://me:geheim@db.example/heart\nPOOL_SIZE=7\n');
    const { exitCode, stdout, stderr } = await runProcess(['config', '--json'], { cwd, env: { POOL_SIZE: '9' } });
    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
    assert.ok(stdout.includes('db.example') && !stdout.includes('geheim'), stdout);
    const people = await runProcess(['config'], { cwd, env: { POOL_SIZE: '9' } });
    assert.match(people.stdout, /POOL_SIZE +9/);
    assert.ok(!people.stdout.includes('geheim'));
  });

  test('that are wrong are wrong use, in one line', async () => {
    for (const [env, args, code] of [
      [{ POOL_SIZE: 'many' }, ['stats'], 'INVALID_SETTING'],
      [{ DATABASE_URL: 'mysql://me:geheim@host/x' }, ['stats'], 'UNKNOWN_ENGINE'],
      [{}, ['stats', '--store', 'nothing'], 'UNKNOWN_ENGINE'],
      [{}, ['config', '--store', 'mysql://host/x'], 'UNKNOWN_ENGINE'],
    ] as const) {
      const { exitCode, stdout, stderr } = await runProcess(args, { cwd: directory, env });
      assert.match(stderr, new RegExp(`^pulsebase: ${code}: [^\\n]+\\n$`));
      if (code === 'UNKNOWN_ENGINE') assert.match(stderr, /begins with chdb:, .*, https:, http:$/m);
      assert.ok(!stderr.includes('geheim'));
      assert.equal(stdout, '');
      assert.equal(exitCode, 2);
    }
  });
});

test('a name in .env that looks mistyped is warned of once, unless the log level keeps warnings back', async () => {
  const cwd = join(directory, 'mistyped');
  mkdirSync(cwd);
  writeFileSync(join(cwd, '.env'), 'DATABSE_URL=chdb:./x\nREDIS_URL=redis://x\n');
  const { stdout, stderr, exitCode } = await runProcess(['config', '--json'], { cwd });
  assert.equal(exitCode, 0);
  assert.equal(JSON.parse(stdout)[0].source, 'default');
  assert.match(stderr, /^pulsebase: warning: DATABSE_URL in \.env is not a setting .*; did you mean DATABASE_URL\?\n$/);
  assert.equal((await runProcess(['config'], { cwd, env: { LOG_LEVEL: 'error' } })).stderr, '');
});

test('a place where no directory can be made is told at once', { skip: process.platform !== 'linux' }, async () => {
  const stdin = 'user_id,timestamp,heart_rate\n1,2023-01-01T00:00:00Z,60\n';
  for (const [args, env] of [
    [['import', '-', '--create-users', '--store', 'chdb:/proc/x'], {}],
    [['keys', 'list'], { STATE_DIRECTORY: '/proc/x/y' }],
    [['demo', '--keep', '/proc/x'], {}],
  ] as const) {
    const { exitCode, stdout, stderr } = await runProcess(args, { env, stdin });
    assert.match(stderr, /^pulsebase: STORE_UNWRITABLE: [^\n]*\/proc\/x[^\n]*\n$/);
    assert.equal(exitCode, 1);
    assert.match(stdout, /^(- not imported\n|standard input: not imported\n)?$/);
  }
});

test('a query to a place without a store makes none', async () => {
  const cwd = join(directory, 'nothing-here');
  mkdirSync(cwd);
  const { exitCode, stdout, stderr } = await runProcess(['stats'], { cwd });
  assert.match(stderr, /^pulsebase: STORE_NOT_FOUND: there is no store in .*pulsebase-data; fill one with [^\n]+\n$/);
  assert.deepEqual([stdout, exitCode, readdirSync(cwd)], ['', 1, []]);
});

describe('generate', () => {
  const store = ['--store', `chdb:${join(directory, 'generated')}`];

  test('interrupted, it leaves a store that verifies; run again, it completes it', async () => {
    const plan = ['generate', '--users', '20', '--readings', '2000000', ...store];
    const interrupted = await runProcess([...plan, '--json'], {
      async onStart(child) {
        const isUnderWay = () => child.exitCode !== null || bytesIn(join(directory, 'generated')) > 1_000_000;
        await until('the first readings in the store', isUnderWay, { every: 1 });
        child.kill('SIGINT');
      },
    });
    assert.equal(interrupted.exitCode, 130, interrupted.stderr);
    const { code, message } = JSON.parse(interrupted.stderr).error;
    assert.equal(code, 'ABORTED');
    assert.match(message, /is kept; run it again with --into-existing to complete it$/);
    const counts = JSON.parse(interrupted.stdout);
    const verified = JSON.parse((await runProcess(['verify', '--json', ...store])).stdout);
    assert.deepEqual([verified.ok, verified.readings], [true, counts.inserted]);
    const again = await runProcess([...plan, '--into-existing']);
    assert.equal(again.exitCode, 0);
    assert.equal(again.stderr, '');
    assert.match(again.stdout, /^20 users\nread +2,000,000\n[\s\S]*\nrejected +0\n/);
    const stats = JSON.parse((await runProcess(['stats', '--json', ...store])).stdout);
    assert.deepEqual([stats.users, stats.readings], [20, 2_000_000]);
  });
});

describe('demo', () => {
  test('loads, asks, verifies, and takes its store away', async () => {
    const temporary = mkdtempSync(join(directory, 'tmp-'));
    const { exitCode, stdout, stderr } = await runProcess(['demo', '--readings', '100000', '--json'], {
      env: { TMPDIR: temporary },
    });
    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
    const demo = JSON.parse(stdout);
    assert.deepEqual([demo.users, demo.readings, demo.verify.ok, demo.store], [100, 100_000, true, null]);
    assert.ok(demo.queryUsers.answer.length > 0);
    assert.equal(demo.queryTop.answer.length, 10);
    assert.deepEqual(readdirSync(temporary), []);
  });

  test('--serve shows the dashboard, asks for no key, and takes all away in the end', async () => {
    const temporary = mkdtempSync(join(directory, 'tmp-'));
    const shown = Promise.withResolvers<string>();
    let running: ChildProcess | undefined;
    const outcome = runProcess(['demo', '--readings', '100000', '--serve', '--port', '0'], {
      env: { TMPDIR: temporary },
      onStart: (child) => {
        running = child;
        let text = '';
        child.stdout?.on('data', (chunk: string) => {
          text += chunk;
          const [, address] = /The dashboard is at (\S+)\/ /.exec(text) ?? [];
          if (address !== undefined) shown.resolve(address);
        });
      },
    });
    const address = await Promise.race([shown.promise, outcome.then(({ stderr }) => assert.fail(stderr))]);
    const session: unknown = await (await fetch(`${address}/v1/session`)).json();
    assert.ok(typeof session === 'object' && session !== null && 'isSignedIn' in session && session.isSignedIn);
    const { rules } = (await (await fetch(`${address}/v1/rules`)).json()) as { rules: { severity: string }[] };
    assert.deepEqual(rules.map(({ severity }) => severity).sort(), ['high', 'low', 'medium']);
    running?.kill('SIGINT');
    const { exitCode, stderr } = await outcome;
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.deepEqual(readdirSync(temporary), []);
    const machine = await runProcess(['demo', '--serve', '--json']);
    assert.deepEqual([machine.exitCode, machine.stderr.includes('--serve is for people')], [2, true]);
  });

  test('--keep leaves a store that answers', async () => {
    const kept = join(directory, 'kept');
    const { stdout } = await runProcess(['demo', '--readings', '50000', '--keep', kept]);
    assert.ok(!stdout.includes('\u001b'));
    assert.match(stdout, /yes: .* roll-ups equal the 50,000 readings/);
    const stats = JSON.parse((await runProcess(['stats', '--json', '--store', `chdb:${kept}`])).stdout);
    assert.deepEqual([stats.users, stats.readings], [100, 50_000]);
    const again = await runProcess(['demo', '--keep', kept]);
    assert.equal(again.exitCode, 2);
  });
});
