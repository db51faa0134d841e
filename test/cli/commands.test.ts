import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { filledEngine, run } from './filled-engine.ts';
import { runInProcess } from './run-in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-commands-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const YEAR = ['--from', '2023-01-01T00:00:00Z', '--to', '2024-01-01T00:00:00Z'];

/** The lines of a table without the line of timings. */
function rows(stdout: string): string[] {
  return stdout.split('\n').slice(0, -3);
}

describe('query users', () => {
  const query = ['query', 'users', '--min-heart-rate', '60', ...YEAR];

  test('--json prints exactly an array of ids', async () => {
    assert.equal(await run([...query, '--json']), '[2022484408,2,1]\n');
    assert.equal(await run(['--json', ...query, '--min-age', '24', '--gender', 'male,female']), '[2,1]\n');
    assert.equal(await run([...query, '--json', '--gender', 'other']), '[]\n');
    assert.equal(await run(['query', 'users', '--json', '--min-heart-rate', '80.8', ...YEAR]), '[2022484408,2]\n');
  });

  test('--min-readings and --min-days leave out users with too few', async () => {
    assert.equal(await run([...query, '--json', '--min-readings', '3']), '[2,1]\n');
    assert.equal(await run([...query, '--json', '--min-days', '2']), '[2]\n');
    assert.equal(await run(['query', 'top', '--user-id', '1', ...YEAR, '--json', '--min-readings', '4']), '[]\n');
  });

  test('--as-of sets the day for ages', async () => {
    const older = [...query, '--json', '--min-age', '39', '--gender', 'male'];
    assert.equal(await run(older), '[2]\n');
    assert.equal(await run([...older, '--as-of', '2023-05-30']), '[]\n');
  });

  test('--details adds averages in full precision and counts', async () => {
    assert.deepEqual(JSON.parse(await run([...query, '--json', '--details', '--gender', 'female'])), [
      { userId: 1, externalId: null, average: 212 / 3, count: 3 },
    ]);
  });

  test('prints an aligned table for people', async () => {
    assert.deepEqual(rows(await run([...query, '--details', '--gender', 'male,female'])), [
      'rank  user  external id  average bpm  readings',
      '   1     2                    80.833         3',
      '   2     1                    70.667         3',
    ]);
    assert.match(await run(query), /\n\n3 users in \d.*, of which the query took \d+\.\d\d ms\n$/);
    assert.equal(await run([...query, '--quiet', '--gender', 'male']), 'rank  user\n   1     2\n');
  });
});

describe('query top', () => {
  const query = ['query', 'top', '--user-id', '2', ...YEAR];

  test('--json prints exactly an array of averages', async () => {
    assert.equal(await run([...query, '--json']), '[81,80.5]\n');
    assert.equal(await run([...query, '--json', '--limit', '1']), '[81]\n');
    assert.equal(await run(['query', 'top', '--user-id', '1', ...YEAR, '--json']), `[${212 / 3}]\n`);
  });

  test('--details adds counts and hours', async () => {
    assert.deepEqual(JSON.parse(await run([...query, '--json', '--details', '--limit', '1'])), [
      {
        average: 81,
        count: 2,
        hours: [
          { start: '2023-01-01T01:00:00.000Z', count: 1 },
          { start: '2023-02-01T01:00:00.000Z', count: 1 },
        ],
      },
    ]);
    assert.deepEqual(rows(await run([...query, '--details'])), [
      'rank  average bpm  readings  hours (UTC)',
      '   1       81.000         2  2023-01-01T01:00Z 2023-02-01T01:00Z',
      '   2       80.500         1  2023-01-01T00:00Z',
    ]);
  });

  test('--timezone cuts hours by its clocks', async () => {
    const india = ['query', 'top', '--user-id', '1', ...YEAR, '--timezone', 'Asia/Kolkata', '--details', '--json'];
    assert.deepEqual(JSON.parse(await run(india))[0].hours, [{ start: '2022-12-31T23:30:00.000Z', count: 3 }]);
  });

  test('a user without readings has an empty answer, nobody has none', async () => {
    assert.equal(
      await run(['query', 'top', '--user-id', '1', '--from', '2024-01-01', '--to', '2024-01-02', '--json', '--quiet']),
      '[]\n',
    );
  });
});

describe('streams', () => {
  test('averages are CSV, or NDJSON with --json', async () => {
    assert.equal(
      await run(['averages', '--user-id', '2', '--quiet', '--resolution', 'month']),
      'start,count,average,min,max\n2023-01-01T00:00:00.000Z,2,80.75,80.5,81\n2023-02-01T00:00:00.000Z,1,81,81,81\n',
    );
    assert.equal(
      await run(['averages', '--user-id', '1', '--json', '--from', '2023-01-01T00:05', '--to', '2023-01-01T00:10']),
      '{"start":"2023-01-01T00:00:00.000Z","count":1,"average":71,"min":71,"max":71}\n',
    );
    assert.equal((await run(['averages', '--user-id', '2', '--quiet', '--resolution', 'hour'])).split('\n').length, 5);
  });

  test('readings can be imported again', async () => {
    const engine = await filledEngine();
    for (const json of [[], ['--json']]) {
      const path = join(directory, `readings${json.length}`);
      writeFileSync(path, await run(['readings', '--quiet', '--user-id', '2', ...json], engine));
      const receipt = JSON.parse(await run(['import', path, '--json'], engine));
      assert.deepEqual([receipt.read, receipt.unchanged, receipt.rejected], [3, 3, 0]);
    }
    assert.equal(
      await run(['readings', '--quiet', '--user-id', '2', '--from', '2023-02-01'], engine),
      'user_id,timestamp,heart_rate\n2,2023-02-01T01:10:00.500Z,81\n',
    );
  });
});

describe('users', () => {
  test('are imported, listed, shown and deleted', async () => {
    const engine = new MemoryEngine();
    const path = join(directory, 'users.csv');
    writeFileSync(
      path,
      'id,name,gender,age,birth_date\n1,Ada,female,36,\n2,Bob,male,,1983-05-31\nx,No,,,\n3,No,robot,,\n',
    );
    const receipt = JSON.parse(await run(['users', 'import', path, '--json'], engine));
    assert.deepEqual([receipt.read, receipt.inserted, receipt.rejected], [4, 2, 2]);
    assert.deepEqual(receipt.rejectedByReason, { invalid_user: 2 });
    assert.match(await run(['users', 'import', path], engine), /\nunchanged +2\nrejected +2\n {2}invalid_user +2\n/);
    const bob = { id: 2, externalId: null, name: 'Bob', gender: 'male', age: null, birthDate: '1983-05-31' };
    assert.deepEqual(JSON.parse(await run(['users', 'get', '2', '--json'], engine)), bob);
    const listed = (await run(['users', 'list', '--json'], engine)).trim().split('\n');
    assert.deepEqual(
      listed.map((line) => JSON.parse(line).name),
      ['Ada', 'Bob'],
    );
    assert.deepEqual(JSON.parse(await run(['users', 'delete', '1', '2', '7', '--yes', '--json'], engine)), {
      users: 2,
      readings: 0,
      named: 3,
      unknown: 1,
      repeated: 0,
    });
    assert.equal(await run(['users', 'list'], engine), 'id  external id  gender  age  birth date  name\n');
  });

  test('names cannot steer the terminal', async () => {
    assert.ok(!(await run(['users', 'list'])).includes('\u001b'));
    assert.ok(!(await run(['users', 'get', '2'])).includes('\u001b'));
  });
});

describe('the store', () => {
  test('stats, verify and repair report', async () => {
    const stats = JSON.parse(await run(['stats', '--json']));
    assert.deepEqual(
      [stats.users, stats.readings, stats.firstReading, stats.lastReading],
      [3, 7, '2023-01-01T00:00:00.000Z', '2023-03-01T00:00:00.000Z'],
    );
    assert.match(await run(['stats']), /\nreadings +7\n/);
    assert.match(await run(['stats'], new MemoryEngine()), /\nfirst reading +none\n/);
    assert.equal(JSON.parse(await run(['verify', '--json'])).ok, true);
    assert.match(await run(['repair']), /0 differ\n$/);
  });

  test('a store that does not verify fails, and the report names what differs', async () => {
    const engine = await filledEngine();
    const difference = {
      level: 'hour' as const,
      userId: 2,
      start: new Date('2023-01-01T01:00:00Z'),
      expected: { count: 1, sum: 81_000, min: 81_000, max: 81_000 },
      actual: { count: 0, sum: 0, min: 0, max: 0 },
    };
    const report = {
      ok: false,
      buckets: 9,
      readings: 7,
      differing: 1,
      differences: [difference],
      problems: ['a part is broken'],
    };
    engine.verify = async () => report;
    engine.repair = async () => ({ ...report, ok: true, problems: [] });
    const people = await runInProcess(engine, ['verify']);
    assert.equal(people.exitCode, 1);
    assert.match(
      people.stdout,
      /user 2, hour of 2023-01-01T01:00:00.000Z: should be count 1 sum 81 min 81 max 81, was empty/,
    );
    assert.match(people.stdout, /problem: a part is broken/);
    assert.match(people.stderr, /^pulsebase: STORE_DAMAGED: .*repair.*\n$/);
    const machine = await runInProcess(engine, ['verify', '--json']);
    assert.equal(JSON.parse(machine.stdout).differences[0].start, '2023-01-01T01:00:00.000Z');
    assert.equal(JSON.parse(machine.stderr).error.code, 'STORE_DAMAGED');
    assert.match(await run(['repair'], engine), /rebuilt 1 roll-up\n$/);
  });

  test('--store goes before the settings', async () => {
    const engine = await filledEngine();
    const opened: string[] = [];
    const onOpen = (url: string) => opened.push(url);
    await runInProcess(engine, ['stats'], { onOpen });
    await runInProcess(engine, ['stats', '--store', 'memory:other'], { onOpen });
    await runInProcess(engine, ['--store', 'memory:first', 'stats'], { onOpen });
    assert.deepEqual(opened, ['memory:', 'memory:other', 'memory:first']);
  });

  test('warnings of the engine go to stderr unless the log level keeps them back', async () => {
    const engine = await filledEngine();
    const warn = await runInProcess(engine, ['stats', '--json'], { warning: 'two\nlines' });
    assert.equal(warn.stderr, 'pulsebase: warning: two lines\n');
    JSON.parse(warn.stdout);
    for (const logLevel of ['silent', 'error'] as const) {
      const { stderr } = await runInProcess(engine, ['stats'], { warning: 'x', settings: { logLevel } });
      assert.equal(stderr, '');
    }
  });
});
