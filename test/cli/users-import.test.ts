import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { type RunOptions, runInProcess } from './run-in-process.ts';
import { runProcess } from './run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-users-'));
after(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const PEOPLE = [
  { id: 1, externalId: null, name: 'Ann "A"', gender: 'female', age: null, birthDate: '1990-05-31' },
  { id: 2, externalId: null, name: 'Bob, B', gender: 'male', age: 40, birthDate: '1985-01-01' },
  { id: 3, externalId: null, name: '', gender: 'unknown', age: null, birthDate: null },
] as const;

async function engineWithPeople(): Promise<MemoryEngine> {
  const engine = new MemoryEngine();
  await createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 }).importUsers(PEOPLE);
  return engine;
}

describe('users import', () => {
  test('of what was listed changes nothing, in the same store and in another', async () => {
    const engine = await engineWithPeople();
    const listed = (await runInProcess(engine, ['users', 'list', '--json'])).stdout;
    const path = file('listed.ndjson', listed);
    const again = JSON.parse((await runInProcess(engine, ['users', 'import', path, '--json'])).stdout);
    assert.deepEqual([again.read, again.unchanged], [3, 3]);
    const other = new MemoryEngine();
    await runInProcess(other, ['users', 'import', path]);
    assert.deepEqual(await other.listUsers(0, 10), PEOPLE);
  });

  test('keeps facts that a file calls otherwise, leaves empty or lacks; --replace forgets them', async () => {
    const engine = await engineWithPeople();
    const import_ = async (content: string, ...args: string[]) => {
      const path = file('again.csv', content);
      const { stdout, exitCode } = await runInProcess(engine, ['users', 'import', path, '--json', ...args]);
      assert.equal(exitCode, 0);
      const { inserted, updated, unchanged } = JSON.parse(stdout);
      return [inserted, updated, unchanged];
    };
    assert.deepEqual(await import_('id,birthDate\n1,1990-05-31\n2,\n'), [0, 0, 2]);
    assert.deepEqual(await import_('id,gender,age\n1,,\n2,unknown,40\n3,,\n'), [0, 0, 3]);
    assert.deepEqual(await engine.listUsers(0, 10), PEOPLE);
    assert.deepEqual(await import_('id,age\n1,33\n'), [0, 1, 0]);
    assert.deepEqual(await engine.getUser(1), { ...PEOPLE[0], age: 33 });
    assert.deepEqual(await import_('id,name\n2,Bea\n', '--replace'), [0, 1, 0]);
    assert.deepEqual(await engine.getUser(2), { ...PEOPLE[2], id: 2, name: 'Bea' });
  });

  test('refuses a file with a column that it would drop, before anything is written', async () => {
    const engine = await engineWithPeople();
    const path = file('weights.csv', 'id,name,weight\n1,Other,80\n');
    const { exitCode, stdout, stderr } = await runInProcess(engine, ['users', 'import', path]);
    assert.deepEqual([exitCode, stdout], [1, '']);
    assert.match(
      stderr,
      /^pulsebase: INVALID_FILE: [^\n]*"weight" is not a field of a user[^\n]*--ignore-columns[^\n]*\n$/,
    );
    assert.deepEqual(await engine.listUsers(0, 10), PEOPLE);
    for (const option of ['--ignore-columns', '--ignore-columns=weight,site']) {
      const passed = await runInProcess(engine, ['users', 'import', path, option]);
      assert.equal(passed.exitCode, 0, passed.stderr);
      assert.equal((await engine.getUser(1))?.name, 'Other');
    }
    const other = await runInProcess(engine, ['users', 'import', path, '--ignore-columns=site']);
    assert.match(other.stderr, /"weight" is not a field of a user/);
  });
});

describe('an import that takes nothing', () => {
  const ROWS = 'user_id,timestamp,heart_rate\n';
  const STEPS = { name: 'steps', units: 'count', data: [{ qty: 5, date: '2023-01-01' }] };
  const CASES: readonly (readonly [what: string, args: readonly string[], message: RegExp])[] = [
    [
      'readings of unknown users',
      ['import', file('unknown.csv', `${ROWS}7,2023-01-01T00:00:00Z,70\n`)],
      /unknown\.csv: nothing was taken: 1 row rejected, all as unknown_user: import the users first .*--create-users; --rejects/,
    ],
    [
      'times that are none',
      ['import', file('someday.csv', `${ROWS}1,someday,70\n1,soon,70\nx,2023-01-01,70\n`)],
      /3 rows rejected, most as invalid_timestamp: times are ISO 8601 such as 2023-04-05T06:07:08Z/,
    ],
    ['a header alone', ['import', file('header-only.csv', ROWS)], /header-only\.csv has a header and no rows/],
    [
      'a JSON document over many lines',
      ['import', file('document.json', '{\n  "heart_rate": {\n    "value": 60\n  }\n}\n')],
      /5 rows rejected, all as malformed_row: .*a row of ndjson is a JSON object on one line/,
    ],
    [
      'JSON without heart rates',
      ['import', file('steps.json', JSON.stringify({ data: { metrics: [STEPS] } }))],
      /steps\.json holds no readings: it is read as health-auto-export, and none of the 3 values at \$\.data\.metrics\.\*\.name, .* is a heart rate; the first object has the keys qty, date\n/,
    ],
    [
      'JSON with nothing in it',
      ['import', file('nothing.json', '{"data":{"metrics":[]}}')],
      /nothing\.json holds no readings: it is read as health-auto-export, and there is nothing at \$\.data\./,
    ],
    [
      'JSON with one resource',
      ['import', file('patient.json', '{"resourceType":"Encounter"}')],
      /it is read as fhir, and the value at \$ is no heart rate; the first object has the keys resourceType\n/,
    ],
    [
      'a track without heart rates',
      ['import', file('track.gpx', '<gpx version="1.1"><trk/></gpx>')],
      /track\.gpx holds no readings: it is read as gpx, and none of its records has a heart rate\n/,
    ],
    [
      'in a dry run',
      ['import', '--dry-run', file('dry.csv', `${ROWS}1,2023-01-01T00:00:00Z,7000\n`)],
      /all as heart_rate_out_of_range: .*MIN_HEART_RATE/,
    ],
    [
      'users that are none',
      ['users', 'import', file('no-users.csv', 'id,age\nx,5\n2,old\n')],
      /2 rows rejected, all as invalid_user: a user has an id/,
    ],
    ['a header alone of users', ['users', 'import', file('no-rows.csv', 'id\n')], /has a header and no rows/],
  ];
  for (const [what, args, message] of CASES) {
    test(`fails and says what to do: ${what}`, async () => {
      const { exitCode, stdout, stderr } = await runInProcess(await engineWithPeople(), args);
      assert.equal(exitCode, 1);
      assert.match(stderr, /^pulsebase: NOTHING_TAKEN: [^\n]+\n$/);
      assert.match(stderr, message);
      assert.match(stdout, /\nread +\d/);
    });
  }

  test('is told of standard input by its name', async () => {
    const args = ['users', 'import', '-', '--store', `chdb:${join(directory, 'piped')}`];
    const { exitCode, stdout, stderr } = await runProcess(args, { stdin: 'id\nx\n' });
    assert.equal(exitCode, 1);
    assert.match(stderr, /^pulsebase: NOTHING_TAKEN: standard input: nothing was taken/);
    assert.match(stdout, /^standard input\n/);
  });

  test('is told of its file among others, whose rows are kept', async () => {
    const engine = await engineWithPeople();
    const good = file('good.csv', `${ROWS}1,2023-01-01T00:00:00Z,70\n`);
    const bad = file('bad.csv', `${ROWS}99,2023-01-01T00:00:00Z,70\n`);
    const { exitCode, stdout } = await runInProcess(engine, ['import', bad, good, '--json']);
    const { inserted, files } = JSON.parse(stdout);
    assert.deepEqual([exitCode, inserted, files[0].error.code, files[1].error], [1, 1, 'NOTHING_TAKEN', undefined]);
    // What is there already was taken before.
    assert.equal((await runInProcess(engine, ['import', good])).exitCode, 0);
  });
});

describe('a file that is missing or of another format', () => {
  const missing = join(directory, 'missing.csv');
  const wrong = file('wrong.csv', 'a,b\n1,2\n');

  test('opens no store and prints no counts', async () => {
    for (const args of [
      ['import', missing],
      ['import', wrong],
      ['import', missing, wrong],
      ['users', 'import', missing],
      ['users', 'import', wrong],
    ]) {
      const options: RunOptions = { onOpen: () => assert.fail('the store was opened') };
      const { exitCode, stdout, stderr } = await runInProcess(new MemoryEngine(), args, options);
      assert.equal(exitCode, 1, stderr);
      assert.match(stderr, /^pulsebase: (?:FILE_UNREADABLE|INVALID_FILE): [^\n]+\n$/);
      if (args.length === 2) assert.ok(!/read +0/.test(stdout), stdout);
    }
  });

  test('makes no store on the disk; the next file that is one does', async () => {
    const place = join(directory, 'store');
    const run = (...args: string[]) => runProcess([...args, '--store', `chdb:${place}`]);
    await run('import', missing);
    await run('users', 'import', wrong);
    assert.equal(existsSync(place), false);
    const good = file('first.csv', 'user_id,timestamp,heart_rate\n1,2023-01-01T00:00:00Z,70\n');
    const { exitCode, stdout } = await run('import', missing, good, '--create-users', '--json');
    assert.deepEqual([exitCode, JSON.parse(stdout).inserted], [1, 1]);
    assert.equal(existsSync(place), true);
  });
});

describe('users import --rejects', () => {
  const rejects = join(directory, 'rejects.csv');
  const rejected = async (name: string, content: string) => {
    const { stderr } = await runInProcess(await engineWithPeople(), [
      'users',
      'import',
      file(name, content),
      '--rejects',
      rejects,
    ]);
    assert.doesNotMatch(stderr, /UNEXPECTED/);
    const [header, ...rows] = readFileSync(rejects, 'utf8').trimEnd().split('\n');
    assert.equal(header, 'file,line,reason,message,row');
    // The file of each, and its message, may hold anything but quotes here.
    return rows.map((row) => /^[^,]*,(\d*,\w+),(?:"(?:[^"]|"")*"|[^",]*),(.*)$/.exec(row)?.slice(1).join(' '));
  };

  test('has each row as it was written, below its header', async () => {
    const rows = ['x,5,A', '1,old,"B, ""b"""', '2', '3,30,C', 'external_id,age', 'P-1,ancient', 'P-2,5'];
    assert.deepEqual(await rejected('bad.csv', `id,age,name\n${rows.join('\n')}\n`), [
      ',header "id,age,name"',
      '2,invalid_user "x,5,A"',
      '3,invalid_user "1,old,""B, """"b"""""""',
      '4,malformed_row 2',
      ',header "external_id,age"',
      '7,invalid_user "P-1,ancient"',
    ]);
  });

  test('has those that only the store can reject', async () => {
    assert.deepEqual(await rejected('taken.csv', 'id,external_id\n7,P-7\n8,P-7\n'), [
      ',header "id,external_id"',
      '3,invalid_user "8,P-7"',
    ]);
  });

  test('has objects of NDJSON, which have no header', async () => {
    assert.deepEqual(await rejected('bad.ndjson', '{"id":1,"age":5}\n{"id":"x"}\nno object\n'), [
      '2,invalid_user "{""id"":""x""}"',
      '3,malformed_row no object',
    ]);
  });
});
