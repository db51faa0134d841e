import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { GROUPS } from '../../src/cli/command-list.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { runInProcess } from './run-in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-wrong-'));
after(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const USERS = ['query', 'users', '--min-heart-rate', '60'];
const TOP = ['query', 'top', '--user-id', '1'];
const YEAR = ['--from', '2023-01-01', '--to', '2024-01-01'];

/** Command lines that are wrong by themselves: exit 2, whatever the store holds. */
const WRONG: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [['nothing'], /unknown command 'nothing'/],
  [['querry'], /unknown command 'querry' \(did you mean pulsebase query\?\); see pulsebase --help$/m],
  [['imprt', '--help'], /unknown command 'imprt' \(did you mean pulsebase import\?\)/],
  [['help', 'imprt'], /unknown command 'imprt' \(did you mean pulsebase import\?\)/],
  [['--help', 'imprt'], /unknown command 'imprt' \(did you mean pulsebase import\?\)/],
  [
    ['query', 'tpo', '--help'],
    /unknown command 'tpo' \(did you mean pulsebase query top\?\); see pulsebase query --help$/m,
  ],
  [['help', 'query', 'tpo'], /unknown command 'tpo' \(did you mean pulsebase query top\?\)/],
  [['keys', 'revok', '1'], /unknown command 'revok' \(did you mean pulsebase keys revoke\?\)/],
  [['top', '--user-id', '1'], /unknown command 'top' \(did you mean pulsebase query top\?\)/],
  [['list'], /did you mean pulsebase users list, pulsebase keys list, .*or pulsebase webhooks list\?/],
  [['query'], /users, top/],
  [['users', 'rename'], /unknown command 'rename'/],
  [['stats', '--fast'], /unknown option '--fast'; see pulsebase stats --help$/m],
  [['stats', '--stor', 'chdb:x'], /unknown option '--stor' \(did you mean --store\?\)/],
  [['users', 'get', '1', '--verbos'], /unknown option '--verbos' \(did you mean --verbose\?\)/],
  [[...TOP, ...YEAR, '--limt=5'], /unknown option '--limt' \(did you mean --limit\?\)/],
  [['stats', '--password=geheim'], /unknown option '--password'; see/],
  [['stats', 'extra'], /too many arguments: pulsebase stats takes no arguments, but got "extra"/],
  [['users', 'get', '1', '2'], /too many arguments: pulsebase users get takes only <id>, but also got "2"/],
  [['query', 'users'], /pulsebase query users needs --min-heart-rate <bpm>, --from <time> and --to <time>; see/],
  [
    ['query', 'top', '--form', '2023-01-01', '--user-id', '1'],
    /'--form' \(did you mean --from\?\); .* needs --from <time> and --to/,
  ],
  [['keys', 'create'], /needs --name <name> and --scopes <list>/],
  [['--store', 'a', '--store', 'b', 'stats'], /--store is given twice, as "a" and as "b"/],
  [['--store'], /--store/],
  [USERS, /--from/],
  [['query', 'users', ...YEAR], /--min-heart-rate/],
  [[...USERS, '--from', '2024-01-01', '--to', '2023-01-01'], /from .* must not lie after to/],
  [[...USERS, '--from', 'yesterday', '--to', '2023-01-01'], /from must be a date/],
  [[...USERS, '--from', '2023-02-30', '--to', '2024-01-01'], /from must be a date/],
  [[...USERS, '--from', '0000-01-01', '--to', '9999-01-01'], /from must lie from 1970/],
  [[...USERS, ...YEAR, '--min-age', 'abc'], /--min-age must be a number, not "abc"/],
  [[...USERS, ...YEAR, '--gender', 'robot'], /gender must be one of .*"robot"/],
  [[...USERS, ...YEAR, '--gender', ''], /--gender/],
  [[...USERS, ...YEAR, '--as-of', 'now'], /asOf must be a date/],
  [['query', 'users', '--min-heart-rate', 'NaN', ...YEAR], /--min-heart-rate must be a number/],
  [[...TOP, ...YEAR, '--limit', '-1'], /--limit must be an integer from 1 to 10000, not "-1"/],
  [[...TOP, ...YEAR, '--limit', '0'], /--limit/],
  [[...TOP, ...YEAR, '--limit', '10001'], /--limit/],
  [[...TOP, ...YEAR, '--timezone', 'Mars/Olympus'], /timezone must be an IANA name.*"Mars\/Olympus"/],
  [['query', 'top', '--user-id', '1e3', ...YEAR], /--user-id must be an integer/],
  [['query', 'top', '--user-id', '007', ...YEAR], /--user-id must be an integer .* in plain digits, not "007"/],
  [['users', 'get', 'a\nb'], /ID must be text of 1 to 255 characters/],
  [['readings', '--user', 'P-1', '--user-id', '1'], /give --user-id or --user, not both/],
  [[...TOP, ...YEAR, '--user-id', '2'], /--user-id is given twice, as 1 and as 2; give it once/],
  [[...USERS, ...YEAR, '--from', '2023-06-01'], /--from is given twice, as "2023-01-01" and as "2023-06-01"/],
  [['delete', '--users-file', 'a.csv', '--users-file', 'b.csv', '--yes'], /--users-file is given twice/],
  [['users', 'import', 'x.csv', '--ignore-columns=a', '--ignore-columns=b'], /--ignore-columns is given twice/],
  [['averages', '--user-id', '1', '--resolution', 'year'], /--resolution must be one of hour, day, week, month/],
  [['readings'], /--user-id/],
  [['users', 'delete', '--yes'], /pulsebase users delete needs <ids...>/],
  [['delete', '--yes'], /name the readings to delete/],
  [['drop-before', 'soon', '--yes'], /TIME must be a date/],
  [['import'], /files/],
  [['import', 'x.csv', '--format', 'xml'], /--format must be one of auto, .*csv, .*not "xml"/],
  [['import', 'x.csv', '--timezone', 'Mars/Olympus'], /timezone must be an IANA name/],
  [['generate'], /--users and --readings, or a --preset/],
  [['generate', '--preset', '1t'], /--preset must be one of 2.5m, 25m, 60m/],
  [['generate', '--users', '-5', '--readings', '10'], /--users must be an integer/],
  [['generate', '--users', '5', '--readings', '1.5'], /--readings must be an integer/],
  [['demo', '--readings', '1'], /--readings must be an integer of at least 1000/],
  [['copy', '--from', 'memory:a', '--to', 'memory:b', '--store', 'memory:c'], /leave --store out/],
  [['copy', '--from', 'chdb:a', '--to', 'chdb:a'], /--from and --to name the same store/],
  [['completion', 'tcsh'], /SHELL must be one of bash, zsh, fish, not "tcsh"/],
  [['completion'], /pulsebase completion needs <shell>/],
  [['demo', '--store', 'memory:'], /the demo makes a store of its own/],
];

describe('wrong use', () => {
  for (const [args, message] of WRONG) {
    test(`pulsebase ${args.join(' ')}`, async () => {
      const { exitCode, stdout, stderr } = await runInProcess(new MemoryEngine(), args);
      assert.match(stderr, /^pulsebase: INVALID_ARGUMENT: [^\n]+\n$/);
      assert.match(stderr, message);
      assert.equal(stdout, '');
      assert.equal(exitCode, 2);
      const json = await runInProcess(new MemoryEngine(), [...args, '--json']);
      if (args.at(-1) !== '--store') {
        assert.equal(json.exitCode, 2);
        assert.equal(JSON.parse(json.stderr).error.code, 'INVALID_ARGUMENT');
      }
    });
  }
});

describe('failures', () => {
  const FAILING: readonly (readonly [args: readonly string[], code: string])[] = [
    [['users', 'get', '1'], 'USER_NOT_FOUND'],
    [['users', 'get', 'abc'], 'USER_NOT_FOUND'],
    [[...TOP, ...YEAR], 'USER_NOT_FOUND'],
    [['averages', '--user-id', '1'], 'USER_NOT_FOUND'],
    [['readings', '--user-id', '1', '--from', '2023-01-01'], 'USER_NOT_FOUND'],
    [['import', join(directory, 'missing.csv')], 'FILE_UNREADABLE'],
    [['import', mkdtempSync(join(directory, 'empty-'))], 'NOTHING_TAKEN'],
    [['import', file('empty.csv', '')], 'INVALID_FILE'],
    [['import', file('header.csv', 'a,b,c\n1,2,3\n')], 'INVALID_FILE'],
    [['import', file('binary.csv', Buffer.from([0, 255, 1, 254, 10, 0, 200, 3]))], 'INVALID_FILE'],
    [['import', file('broken.csv.gz', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]))], 'INVALID_FILE'],
    [['users', 'import', join(directory, 'missing.csv')], 'FILE_UNREADABLE'],
    [['users', 'import', file('nothing.csv', '')], 'INVALID_FILE'],
    [['users', 'import', file('wrong.csv', 'name,age\nAda,36\n')], 'INVALID_FILE'],
    [['delete', '--users-file', join(directory, 'missing.csv'), '--yes'], 'FILE_UNREADABLE'],
    [['delete', '--users-file', file('ids.csv', 'id\nx\n'), '--yes'], 'INVALID_FILE'],
  ];

  test('a list of whom to delete that is cut off says nothing of rows that were read', async () => {
    const packed = gzipSync(Array.from({ length: 10_000 }, (_, at) => `${at + 1}\n`).join(''));
    const path = file('cut-off.csv.gz', packed.subarray(0, packed.length / 2));
    const { exitCode, stderr } = await runInProcess(new MemoryEngine(), ['delete', '--users-file', path, '--yes']);
    assert.equal(exitCode, 1);
    assert.match(stderr, /INVALID_FILE: .*is cut off: its gzip data end too early; fetch it anew, and run the same/);
  });

  for (const [args, code] of FAILING) {
    test(`${code} of pulsebase ${args.slice(0, -1).join(' ')}`, async () => {
      const { exitCode, stderr } = await runInProcess(new MemoryEngine(), args);
      assert.match(stderr, /^pulsebase: [A-Z_]+: [^\n]+\n$/);
      assert.equal(stderr.split(': ')[1], code);
      assert.equal(exitCode, 1);
    });
  }

  test('a store that does not open: the option and what to do are named', async () => {
    const absent = new PulsebaseError('STORE_NOT_FOUND', 'there is no store in x');
    const held = new PulsebaseError('STORE_IN_USE', 'process 7 has the store x open');
    for (const [args, refusal, stderr] of [
      [['stats'], absent, /: there is no store in x; fill one with .* or name another with --store$/m],
      [
        ['copy', '--from', 'memory:a', '--to', 'memory:b'],
        absent,
        /: there is no store in x; name another with --from$/m,
      ],
      [['stats'], held, /: process 7 has the store x open; .* name that service: --store http:\/\/host:port, .*$/m],
      [['copy', '--from', 'memory:a', '--to', 'memory:b'], held, /name that service: --from http:\/\/host:port, .*$/m],
    ] as const) {
      const outcome = await runInProcess(new MemoryEngine(), args, { refusal });
      assert.match(outcome.stderr, stderr);
      assert.match(outcome.stderr, new RegExp(`^pulsebase: ${refusal.code}: `));
    }
  });

  test('a mistyped engine is named with the one that was meant, and nothing of what follows it', async () => {
    for (const [store, message] of [
      ['chbd:./x', /no engine serves this store URL \(did you mean chdb:\?\); a store URL begins with chdb:/],
      ['postgress://me:geheim@host/x', /no engine serves postgress: \(did you mean postgres:\?\); a store URL begins/],
      ['htttps://geheim@host', /\(did you mean https:\?\)/],
      ['geheim', /no engine serves this store URL; a store URL begins/],
    ] as const) {
      const { exitCode, stderr } = await runInProcess(new MemoryEngine(), ['config', '--store', store]);
      assert.match(stderr, message);
      assert.match(stderr, /^pulsebase: UNKNOWN_ENGINE: /);
      assert.doesNotMatch(stderr, /geheim/);
      assert.equal(exitCode, 2);
    }
  });

  test('an error while the options are read is JSON where --json is anywhere among them', async () => {
    for (const args of [
      ['--store', 'a', '--store', 'b', 'stats', '--json'],
      ['stats', '--fast', '--json'],
      ['query', 'users', '--json'],
    ]) {
      const { stderr } = await runInProcess(new MemoryEngine(), args);
      assert.equal(JSON.parse(stderr).error.code, 'INVALID_ARGUMENT');
    }
    const { stderr } = await runInProcess(new MemoryEngine(), ['stats', '--', '--json']);
    assert.match(stderr, /^pulsebase: /);
  });

  test('--verbose adds the stack, with --json as a field', async () => {
    const people = await runInProcess(new MemoryEngine(), ['users', 'get', '1', '--verbose']);
    assert.match(people.stderr, /^pulsebase: USER_NOT_FOUND: .*\nPulsebaseError: .*\n +at /);
    const machine = await runInProcess(new MemoryEngine(), ['users', 'get', '1', '--verbose', '--json']);
    const { error } = JSON.parse(machine.stderr);
    assert.deepEqual([error.code, error.field], ['USER_NOT_FOUND', 'user']);
    assert.match(error.stack, /\n +at /);
  });

  test('what nobody foresaw is one line, too', async () => {
    const engine = new MemoryEngine();
    engine.stats = async () => {
      throw new TypeError('cannot read\nproperties');
    };
    const { exitCode, stdout, stderr } = await runInProcess(engine, ['stats']);
    assert.equal(stderr, 'pulsebase: UNEXPECTED: cannot read properties (--verbose shows where)\n');
    assert.equal(stdout, '');
    assert.equal(exitCode, 1);
  });

  test('settings and engines that are wrong are wrong use; other failures of an engine are not', async () => {
    for (const [code, expected] of [
      ['INVALID_SETTING', 2],
      ['UNKNOWN_ENGINE', 2],
      ['STORE_IN_USE', 1],
      ['DISK_FULL', 1],
      ['ABORTED', 1],
    ] as const) {
      const engine = new MemoryEngine();
      engine.stats = async () => {
        throw new PulsebaseError(code, 'so it is');
      };
      const { exitCode, stderr } = await runInProcess(engine, ['stats']);
      assert.equal(stderr, `pulsebase: ${code}: so it is\n`);
      assert.equal(exitCode, expected);
    }
  });
});

describe('help', () => {
  test('is there for the program, for groups and for every command, with examples', async () => {
    const program = await runInProcess(new MemoryEngine(), ['--help']);
    assert.equal(program.exitCode, 0);
    const names = program.stdout
      .slice(program.stdout.indexOf('Commands:'))
      .split('\n')
      .flatMap((line) => /^ {2}([a-z-]+)(?: {2}| \[)/.exec(line)?.[1] ?? [])
      .filter((name) => name !== 'help');
    assert.ok(names.length >= 13, names.join());
    const commands = names
      .map((name) => [name])
      .concat([
        ['query', 'users'],
        ['query', 'top'],
        ['users', 'import'],
        ['users', 'list'],
        ['users', 'get'],
        ['users', 'delete'],
        ['keys', 'create'],
        ['keys', 'list'],
        ['keys', 'revoke'],
        ['state', 'copy'],
        ['rules', 'try'],
        ['alarms', 'list'],
        ['webhooks', 'create'],
      ]);
    for (const command of commands) {
      const { exitCode, stdout, stderr } = await runInProcess(new MemoryEngine(), [...command, '--help']);
      assert.equal(exitCode, 0);
      assert.equal(stderr, '');
      assert.match(stdout, new RegExp(`^Usage: pulsebase ${command.join(' ')} `));
      assert.match(stdout, /--json/);
      if (!GROUPS.some(({ name }) => name === command[0]) || command.length > 1) {
        assert.match(stdout, new RegExp(`Examples:\n(?:.*\n)*.*pulsebase ${command.join(' ')}`));
      }
    }
    assert.equal((await runInProcess(new MemoryEngine(), [])).stdout, program.stdout);
    assert.equal((await runInProcess(new MemoryEngine(), ['help'])).stdout, program.stdout);
    for (const args of ['help query top', 'query help top', '--help query top', 'query top -h']) {
      const queryTop = await runInProcess(new MemoryEngine(), args.split(' '));
      assert.match(queryTop.stdout, /^Usage: pulsebase query top [\s\S]*--timezone/, args);
    }
  });
});
