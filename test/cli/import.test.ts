import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { splitCells } from '../../src/importers/delimited/split-cells.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { createStore } from '../../src/store/create-store.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { runInProcess } from './run-in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-import-'));
after(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const GOOD = file('good.csv', 'user_id,timestamp,heart_rate\n1,2023-01-01T00:00:00Z,70\n1,2023-01-01T00:10:00Z,71\n');
const MIXED = file(
  'mixed.csv',
  [
    'user_id,timestamp,heart_rate',
    '1,2023-02-01T00:00:00Z,70',
    '9,2023-02-01T00:00:00Z,70',
    '0,2023-02-01T00:00:00Z,70',
    '1,,70',
    '1,yesterday,70',
    '1,0000-01-01T00:00:00Z,70',
    '1,9999-01-01T00:00:00Z,70',
    '1,2023-02-01T00:01:00Z,0',
    '1,2023-02-01T00:01:00Z,-1',
    '1,2023-02-01T00:01:00Z,900',
    '1,2023-02-01T00:01:00Z,NaN',
    '1,2023-02-01T00:01:00Z,',
    '1,2023-02-01T00:01:00Z,fast',
    '',
  ].join('\n'),
);
const MIXED_REASONS = {
  heart_rate_out_of_range: 3,
  invalid_heart_rate: 3,
  invalid_timestamp: 2,
  invalid_user_id: 1,
  timestamp_out_of_range: 2,
  unknown_user: 1,
};

async function engineWithUser(): Promise<MemoryEngine> {
  const engine = new MemoryEngine();
  await createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 }).putUser({ id: 1, name: 'Ada' });
  return engine;
}

describe('import', () => {
  test('counts every rejected row by its reason and keeps the good ones', async () => {
    const { exitCode, stdout, stderr } = await runInProcess(await engineWithUser(), ['import', MIXED, '--json']);
    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
    const { files, seconds, rowsPerSecond, ...counts } = JSON.parse(stdout);
    assert.deepEqual(counts, {
      read: 13,
      inserted: 1,
      updated: 0,
      unchanged: 0,
      rejected: 12,
      rejectedByReason: MIXED_REASONS,
      usersCreated: 0,
      dryRun: false,
    });
    assert.ok(seconds >= 0 && rowsPerSecond > 0);
    assert.deepEqual([files[0].file, files[0].format, files[0].timezone], [MIXED, 'csv', 'UTC']);
  });

  test('that fails before any row is through prints no counts', async () => {
    const engine = await engineWithUser();
    engine.beginWrite = async () => {
      throw new PulsebaseError('PERMISSION_DENIED', 'no');
    };
    const { exitCode, stdout, stderr } = await runInProcess(engine, ['import', GOOD]);
    assert.equal(stdout, `${GOOD}: not imported\n`);
    assert.equal(stderr, 'pulsebase: PERMISSION_DENIED: no\n');
    assert.equal(exitCode, 1);
  });

  test('tells people the counts, the zone and the first rejected rows', async () => {
    const { stdout, stderr } = await runInProcess(await engineWithUser(), [
      'import',
      MIXED,
      '--timezone',
      'Europe/Berlin',
    ]);
    assert.equal(stderr, '');
    assert.match(stdout, /mixed\.csv: csv, time zone Europe\/Berlin\n/);
    assert.match(
      stdout,
      /\nread +13\ninserted +1\nupdated +0\nunchanged +0\nrejected +12\n {2}heart_rate_out_of_range +3\n/,
    );
    assert.match(stdout, /\nfirst rejected rows:\n {2}line 3: .*\n {2}line 4: .*\n {2}line 5: /);
    assert.match(stdout, /--rejects FILE takes all/);
  });

  test('tells of lines where a file has lines, and of records elsewhere', async () => {
    for (const [name, content, unit] of [
      ['bad.csv', 'user_id,timestamp,heart_rate\n1,never,60\n', 'line 2'],
      ['bad.ndjson', '{"userId":1,"timestamp":"never","heartRate":60}\n', 'line 1'],
      ['bad.json', '\n[{"userId":1,"timestamp":"never","heartRate":60}]', 'record 1'],
      ['fitbit.json', '[\n{"dateTime":"never","value":{"bpm":60}}\n]', 'record 1'],
      ['bad.gpx', '<gpx>\n<trkpt><time>never</time><hr>60</hr></trkpt></gpx>', 'record 1'],
    ] as const) {
      const path = join(directory, name);
      writeFileSync(path, content);
      const { stdout } = await runInProcess(await engineWithUser(), ['import', path, '--user-id', '1']);
      assert.match(stdout, new RegExp(`\nfirst rejected rows:\n {2}${unit}: `), name);
    }
  });

  test('--rejects writes every rejected row with its line', async () => {
    const rejects = join(directory, 'rejects.csv');
    await runInProcess(await engineWithUser(), ['import', MIXED, GOOD, '--rejects', rejects]);
    const [header, ...rows] = readFileSync(rejects, 'utf8').trim().split('\n');
    assert.equal(header, 'file,line,reason,message,row');
    assert.equal(rows.shift(), `${MIXED},,header,the rows below are read by it,"user_id,timestamp,heart_rate"`);
    assert.equal(rows.length, 12);
    const lines = rows.map((row) =>
      row
        .slice(MIXED.length + 1)
        .split(',')
        .slice(0, 2)
        .join(' '),
    );
    assert.ok(lines.includes('3 unknown_user') && lines.includes('14 invalid_heart_rate'), lines.join('; '));
  });

  test('--rejects holds the row as it was written, whoever rejects it, and in every form of a table', async () => {
    const rejects = join(directory, 'rejected-rows.csv');
    const rows = [
      '1;2023-03-01 10:00:00;70;"slow; ""calm"""',
      '9;2023-03-01 10:00:00;71;',
      '1;2023-03-01 10:00:01;900;x',
      '1;someday;72;"a; b"',
      '1;2023-03-01 10:00:02',
      '1;2023-03-01 10:00:03;fast;',
    ];
    const lines = [
      { userId: 1, timestamp: '2023-03-02T10:00:00Z', heartRate: 900, note: 'x' },
      { user: 'P-9', timestamp: '2023-03-02T10:00:00Z', heartRate: 70 },
      { userId: 1, timestamp: 'x', heartRate: 70 },
    ].map((row) => JSON.stringify(row));
    const table = file('semicolons.csv', `Id;Time;bpm;note\n${rows.join('\n')}\n`);
    const ndjson = file('rejected.ndjson', lines.join('\n'));
    const args = ['import', table, ndjson, '--rejects', rejects];
    const { stderr } = await runInProcess(await engineWithUser(), args);
    assert.match(stderr, /NOTHING_TAKEN: .*rejected\.ndjson/);
    const cells = readFileSync(rejects, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => splitCells(line, ','))
      .map((row) => [row[0], Number(row[1]), row[4]]);
    assert.deepEqual(cells, [
      [table, 0, 'Id;Time;bpm;note'],
      ...rows.slice(1).map((row, at) => [table, at + 3, row]),
      ...lines.map((line, at) => [ndjson, at + 1, line]),
    ]);
  });

  test('--rejects leaves what an earlier run wrote, until an input is open and understood', async () => {
    const rejects = file('earlier-rejects.csv', 'earlier\n');
    const other = file('no-format.csv', 'a,b\n1,2\n');
    const people = file('people.csv', 'id\n1\n');
    const run = async (...args: string[]) => {
      await runInProcess(await engineWithUser(), [...args, '--rejects', rejects]);
      return readFileSync(rejects, 'utf8');
    };
    assert.equal(await run('import', join(directory, 'mistyped.csv'), other), 'earlier\n');
    assert.equal(await run('users', 'import', join(directory, 'mistyped.csv')), 'earlier\n');
    assert.equal(await run('users', 'import', other), 'earlier\n');
    assert.equal(await run('migrate', '--adopt', '--store', `chdb:${join(directory, 'none')}`), 'earlier\n');
    // A run without rejected rows has an empty list of them.
    for (const args of [
      ['import', join(directory, 'mistyped.csv'), GOOD],
      ['users', 'import', people],
    ]) {
      writeFileSync(rejects, 'earlier\n');
      assert.equal(await run(...args), 'file,line,reason,message,row\n');
    }
  });

  test('--rejects leaves it also where the store cannot be opened', async () => {
    const rejects = file('closed-rejects.csv', 'earlier\n');
    for (const args of [
      ['import', GOOD],
      ['users', 'import', file('somebody.csv', 'id\n1\n')],
    ]) {
      const onOpen = () => {
        throw new PulsebaseError('STORE_IN_USE', 'somebody has it');
      };
      const { stderr } = await runInProcess(new MemoryEngine(), [...args, '--rejects', rejects], { onOpen });
      assert.match(stderr, /STORE_IN_USE/);
      assert.equal(readFileSync(rejects, 'utf8'), 'earlier\n');
    }
  });

  test('--dry-run counts what the import would do and writes nothing', async () => {
    const engine = await engineWithUser();
    const { stdout } = await runInProcess(engine, ['import', MIXED, '--dry-run', '--json']);
    const counts = JSON.parse(stdout);
    assert.deepEqual([counts.read, counts.inserted, counts.rejected, counts.dryRun], [13, 1, 12, true]);
    assert.equal((await engine.stats()).readings, 0);
  });

  test('--create-users takes readings of unknown users', async () => {
    const engine = new MemoryEngine();
    const { stdout } = await runInProcess(engine, ['import', GOOD, '--create-users', '--json']);
    const counts = JSON.parse(stdout);
    assert.deepEqual([counts.inserted, counts.usersCreated], [2, 1]);
    assert.equal((await engine.getUser(1))?.gender, 'unknown');
  });

  test('the same file twice, packed the second time, changes nothing', async () => {
    const engine = await engineWithUser();
    await runInProcess(engine, ['import', GOOD]);
    const packed = file('good.csv.gz', gzipSync(readFileSync(GOOD)));
    const counts = JSON.parse((await runInProcess(engine, ['import', packed, '--json'])).stdout);
    assert.deepEqual([counts.read, counts.unchanged, counts.inserted], [2, 2, 0]);
  });

  test('a file at fault does not stop the others, and the command fails', async () => {
    const engine = await engineWithUser();
    const missing = join(directory, 'missing.csv');
    const empty = file('empty.csv', '');
    const { exitCode, stdout, stderr } = await runInProcess(engine, ['import', missing, GOOD, empty, MIXED]);
    assert.equal(exitCode, 1);
    assert.match(stderr, /^pulsebase: FILE_UNREADABLE: 2 of 4 files failed: .*missing\.csv.*; .*empty\.csv.*\n$/);
    assert.match(stdout, /\n4 files\nread +15\ninserted +3\n[\s\S]*\nrejected +12\n/);
    const json = JSON.parse((await runInProcess(engine, ['import', missing, GOOD, '--json'])).stdout);
    assert.deepEqual(
      [json.files[0].error.code, json.files[0].read, json.files[1].error],
      ['FILE_UNREADABLE', 0, undefined],
    );
  });

  test('the formats of the issue are read', async () => {
    const fitabase = file('fit.csv', 'Id,Time,Value\r\n1,4/1/2016 7:54:05 AM,93\r\n');
    const ndjson = file('x.ndjson', '{"userId":1,"timestamp":"2023-01-01T00:00:00Z","heartRate":93.5}\n');
    const engine = await engineWithUser();
    for (const [path, format] of [
      [fitabase, 'fitabase'],
      [ndjson, 'ndjson'],
    ] as const) {
      for (const name of ['auto', format]) {
        const json = JSON.parse((await runInProcess(engine, ['import', path, '--format', name, '--json'])).stdout);
        assert.deepEqual([json.files[0].format, json.read, json.rejected], [format, 1, 0]);
      }
    }
  });

  test('an interruption prints the counts and ends with 130', async () => {
    const interruption = new AbortController();
    interruption.abort('SIGINT');
    const { exitCode, stdout, stderr } = await runInProcess(await engineWithUser(), ['import', GOOD, GOOD], {
      signal: interruption.signal,
    });
    assert.equal(exitCode, 130);
    assert.match(stdout, /\nrejected +0\n/);
    assert.match(stderr, /^pulsebase: ABORTED: .*\n$/);
  });

  test('a terminal sees progress, and what is piped away does not', async () => {
    const rows = Array.from({ length: 700_000 }, (_, at) => `1,${new Date(at * 1000).toISOString()},70`);
    const path = file('long.csv', `user_id,timestamp,heart_rate\n${rows.join('\n')}\n`);
    const shown = await runInProcess(await engineWithUser(), ['import', path], { terminal: true });
    const drawn = shown.stderr.split('\r\u001b[K');
    assert.ok(
      drawn.some((line) => /^long\.csv .* %.* rows.* rejected$/.test(line)),
      drawn.join('|'),
    );
    assert.ok(shown.stderr.endsWith('\r\u001b[K'));
    for (const options of [
      { args: ['--quiet'], terminal: true },
      { args: [], terminal: false },
    ]) {
      const hidden = await runInProcess(await engineWithUser(), ['import', path, ...options.args], options);
      assert.equal(hidden.stderr, '');
      assert.match(hidden.stdout, /\nrejected +0\n/);
    }
  });
});
