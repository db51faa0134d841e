import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createStore } from '../../src/store/create-store.ts';
import { collect } from '../conformance/collect.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { runInProcess } from './run-in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-mended-'));
after(() => rmSync(directory, { recursive: true, force: true }));
const HEADER = 'user_id,timestamp,heart_rate';

function file(name: string, ...lines: readonly string[]): string {
  const path = join(directory, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** Imports files, mends what was rejected, and imports that. */
async function mend(engine: MemoryEngine, files: readonly string[], mended: (text: string) => string) {
  const rejects = join(directory, `rejects-${Math.random()}.csv`);
  const first = await runInProcess(engine, ['import', ...files, '--create-users', '--rejects', rejects, '--json']);
  writeFileSync(rejects, mended(readFileSync(rejects, 'utf8')));
  const second = await runInProcess(engine, ['import', rejects, '--create-users', '--json']);
  return { first: JSON.parse(first.stdout), second: JSON.parse(second.stdout), stderr: second.stderr };
}

async function valuesOf(engine: MemoryEngine, user: number | string): Promise<number[]> {
  const store = createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
  const window = { from: '2023-01-01', to: '2024-01-01' };
  return (await collect(store.readings(user, window))).map(({ heartRate }) => heartRate);
}

describe('a file of --rejects', () => {
  test('can be mended and imported as it is, whatever files its rows are of', async () => {
    const engine = new MemoryEngine();
    const semicolons = file(
      'a.csv',
      'user;time;bpm;note',
      '1;2023-01-01 10:00:00;wrong;"a; ""b"""',
      '1;2023-01-01 10:00:01;61;',
    );
    const lines = file('b.ndjson', '{"userId":2,"timestamp":"2023-01-01T10:00:00Z","heartRate":"wrong"}');
    const commas = file(
      'c.csv',
      HEADER,
      '3,2023-01-01T10:00:00Z,wrong',
      '3,2023-01-01T10:00:01Z',
      '3,2023-01-01T10:00:02Z,62',
    );
    const { first, second } = await mend(engine, [semicolons, lines, commas], (text) =>
      text
        .replaceAll(';wrong;', ';70;')
        .replaceAll('""wrong""', '71')
        .replaceAll(',wrong"', ',72"')
        .replace(':01Z"', ':01Z,73"'),
    );
    assert.deepEqual([first.inserted, first.rejected], [2, 4]);
    assert.deepEqual([second.inserted, second.rejected], [4, 0]);
    assert.deepEqual(
      second.files[0].members.map(({ name, format }: { name: string; format: string }) => [
        name.split('/').at(-1),
        format,
      ]),
      [
        ['a.csv', 'csv'],
        ['b.ndjson', 'ndjson'],
        ['c.csv', 'csv'],
      ],
    );
    assert.deepEqual(
      [await valuesOf(engine, '1'), await valuesOf(engine, 2), await valuesOf(engine, 3)],
      [[70, 61], [71], [72, 73, 62]],
    );
  });

  test('has each header of files put together', async () => {
    const engine = new MemoryEngine();
    const both = file(
      'both.csv',
      HEADER,
      '1,2023-01-01T10:00:00Z,x',
      'heart_rate,user_id,timestamp',
      'x,1,2023-01-01T10:00:01Z',
      '60,1,2023-01-01T10:00:02Z',
    );
    const { first, second } = await mend(engine, [both], (text) =>
      text.replace('Z,x"', 'Z,70"').replace('"x,', '"71,'),
    );
    assert.deepEqual([first.inserted, first.rejected, second.inserted, second.rejected], [1, 2, 2, 0]);
    assert.deepEqual(await valuesOf(engine, 1), [70, 71, 60]);
  });

  test('has what the tables of vendors begin with', async () => {
    const engine = new MemoryEngine();
    const samsung = file(
      'samsung.csv',
      'com.samsung.shealth.tracker.heart_rate,6,3',
      'start_time,heart_rate,deviceuuid',
      '2023-01-01 10:00:00.000,x,watch,',
      '2023-01-01 10:00:01.000,61,watch,',
    );
    const withings = file('raw_hr_hr.csv', 'start,duration,value', '2023-01-01T11:00:00+00:00,[1],[x]');
    const rejects = join(directory, 'vendors.csv');
    const args = ['--create-users', '--user-id', '5', '--json'];
    await runInProcess(engine, ['import', samsung, withings, ...args, '--rejects', rejects]);
    writeFileSync(rejects, readFileSync(rejects, 'utf8').replace(',x,watch', ',60,watch').replace('[x]', '[62]'));
    const { stdout } = await runInProcess(engine, ['import', rejects, ...args]);
    const { inserted, files } = JSON.parse(stdout);
    assert.deepEqual([inserted, files[0].format], [2, 'samsung+withings']);
    assert.deepEqual(await valuesOf(engine, 5), [60, 61, 62]);
  });

  test('has the header for what the store rejects', async () => {
    const rejects = join(directory, 'unknown.csv');
    const many = file('many.csv', HEADER, ...Array.from({ length: 3 }, (_, at) => `7,2023-01-01T10:00:0${at}Z,60`));
    await runInProcess(new MemoryEngine(), ['import', many, many, '--rejects', rejects]);
    const engine = new MemoryEngine();
    const { stdout } = await runInProcess(engine, ['import', rejects, '--create-users', '--json']);
    const { inserted, unchanged, rejected } = JSON.parse(stdout);
    assert.deepEqual([inserted, unchanged, rejected], [3, 3, 0]);
  });

  test('that was torn is refused with the place', async () => {
    const torn = file(
      'torn.csv',
      'file,line,reason,message,row',
      'a.csv,,header,x,"user_id,timestamp,heart_rate"',
      'a.csv,2,oops',
    );
    const { exitCode, stderr } = await runInProcess(new MemoryEngine(), ['import', torn, '--create-users']);
    assert.equal(exitCode, 1);
    assert.match(
      stderr,
      /INVALID_FILE: .*torn\.csv has a row that is not file,line,reason,message,row: "a\.csv,2,oops"/,
    );
  });
});
