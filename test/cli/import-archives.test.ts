import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createStore } from '../../src/store/create-store.ts';
import { collect } from '../conformance/collect.ts';
import { type ZipEntry, zipOf } from '../importers/containers/zip-of.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { type RunOptions, runInProcess } from './run-in-process.ts';
import { runProcess } from './run-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-archives-'));
after(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(directory, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const zipFile = (name: string, ...entries: ZipEntry[]) => file(name, zipOf(entries));

/** A track of so many readings, a minute apart, of a day in May. */
function track(day: number, rates: readonly number[]): string {
  const points = rates.map((rate, at) => {
    const time = new Date(Date.UTC(2023, 4, day, 10, at)).toISOString();
    return `<Trackpoint><Time>${time}</Time><HeartRateBpm><Value>${rate}</Value></HeartRateBpm></Trackpoint>`;
  });
  return `<?xml version="1.0"?><TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities><Activity Sport="Running"><Lap><Track>${points.join('')}</Track></Lap></Activity></Activities></TrainingCenterDatabase>`;
}

const APPLE = `<?xml version="1.0" encoding="UTF-8"?>
<HealthData locale="en_GB">
 <Me HKCharacteristicTypeIdentifierDateOfBirth="1980-02-03" HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexFemale"/>
 ${[
   ['Watch', 0, 60],
   ['Watch', 5, 62],
   ['Strap', 3, 90],
 ]
   .map(
     ([source, minute, value]) =>
       `<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="${source}" unit="count/min" startDate="2023-05-01 10:0${minute}:00 +0200" endDate="2023-05-01 10:0${minute}:00 +0200" value="${value}"/>`,
   )
   .join('\n ')}
 <Record type="HKQuantityTypeIdentifierRestingHeartRate" sourceName="Watch" unit="count/min" startDate="2023-05-01 00:00:00 +0200" endDate="2023-05-01 23:00:00 +0200" value="55"/>
</HealthData>
`;

async function run(engine: MemoryEngine, args: readonly string[], options: RunOptions = {}) {
  const { exitCode, stdout, stderr } = await runInProcess(engine, ['import', ...args], options);
  return { exitCode, stdout, stderr, json: stdout.startsWith('{') ? JSON.parse(stdout) : undefined };
}

async function usersOf(engine: MemoryEngine) {
  return collect(createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 }).listUsers());
}

describe('import of an archive', () => {
  test("as JSON: today's counts, what each member came to, what was passed over", async () => {
    const archive = zipFile(
      'export.zip',
      { name: 'day1.tcx', content: track(1, [70, 71]) },
      { name: 'readme.txt', content: 'hello\n' },
      { name: 'day2.tcx', content: track(2, [80, 0, 81]) },
      { name: 'day3.tcx', content: track(3, [90]), checksum: 1 },
      { name: 'secret.tcx', content: track(4, [99]), isEncrypted: true },
    );
    const engine = new MemoryEngine();
    const { exitCode, stderr, json } = await run(engine, [archive, '--user', 'P-1', '--create-users', '--json']);
    assert.equal(exitCode, 1);
    assert.match(JSON.parse(stderr).error.message, /day3\.tcx is damaged: its checksum is wrong/);
    const { inserted, usersCreated, files } = json;
    assert.deepEqual([inserted, usersCreated, files.length], [5, 1, 1]);
    const [{ format, timezone, isTimezoneUsed, members, skipped, error, ...counts }] = files;
    assert.deepEqual([format, timezone, isTimezoneUsed, error.code], ['tcx', 'UTC', false, 'INVALID_FILE']);
    assert.deepEqual([counts.inserted, counts.leftOut, counts.devices], [5, { no_contact: 1 }, []]);
    assert.deepEqual(skipped, [`${archive}/readme.txt`]);
    assert.deepEqual(
      members.map((member: { name: string; inserted?: number; error?: object }) => [
        member.name,
        member.inserted,
        member.error !== undefined,
      ]),
      [
        [`${archive}/day1.tcx`, 2, false],
        [`${archive}/day2.tcx`, 2, false],
        [`${archive}/day3.tcx`, 1, true],
        [`${archive}/secret.tcx`, undefined, true],
      ],
    );
    assert.match(members[3].error.message, /secret\.tcx is encrypted; unpack it/);
  });

  test('for people: devices, what was left out, how many files, and what the export says of a new person', async () => {
    const archive = zipFile(
      'apple.zip',
      { name: 'apple_health_export/export.xml', content: APPLE },
      { name: 'apple_health_export/electrocardiograms/ecg.csv', content: 'Name,x\n' },
    );
    const engine = new MemoryEngine();
    const { exitCode, stdout, stderr } = await run(engine, [archive, '--user', 'Ann', '--create-users']);
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.match(stdout, /apple\.zip: apple-health, time zone UTC\n/);
    assert.match(stdout, /\ninserted +3\n/);
    assert.match(stdout, /\nleft out as resting: 1 record\n/);
    assert.match(stdout, /\nWatch +2 +2023-05-01 +2023-05-01 +1\nStrap +1 /);
    assert.match(stdout, /\nAll devices were taken; --device NAME takes one/);
    assert.match(stdout, /\n1 file with readings in it, 1 without\n/);
    const [ann] = await usersOf(engine);
    assert.deepEqual([ann?.externalId, ann?.gender, ann?.birthDate], ['Ann', 'female', '1980-02-03']);
  });

  test('one device, or one before another; a name that no device has is told with those there are', async () => {
    const archive = zipFile('devices.zip', { name: 'export.xml', content: APPLE });
    const inserted = async (...args: string[]) => {
      const { json } = await run(new MemoryEngine(), [archive, '--user-id', '1', '--create-users', '--json', ...args]);
      return [json.inserted, json.files[0].leftOut.other_device];
    };
    assert.deepEqual(await inserted('--device', 'Strap'), [1, 2]);
    assert.deepEqual(await inserted('--device', 'Watch', '--device', 'Strap'), [2, 1]);
    assert.deepEqual(await inserted('--device', 'Strap', '--device', 'Watch'), [1, 2]);
    const some = await run(new MemoryEngine(), [
      archive,
      '--user-id',
      '1',
      '--create-users',
      '--device',
      'Watch',
      '--device',
      'Ring',
    ]);
    assert.match(some.stdout, /\nnote: no device is called "Ring"; there are "Watch", "Strap"\n/);
    const none = await run(new MemoryEngine(), [archive, '--user-id', '1', '--create-users', '--device', 'Ring']);
    assert.equal(none.exitCode, 1);
    assert.match(none.stderr, /NOTHING_TAKEN: .*, no device is called "Ring"; there are "Watch", "Strap"\n/);
  });

  test('that holds no readings, or nothing at all, fails', async () => {
    for (const [archive, message] of [
      [
        zipFile('none.zip', { name: 'a.txt', content: 'x\n' }),
        /NOTHING_TAKEN: .*none\.zip holds no readings: 1 file of no known format\n/,
      ],
      [zipFile('empty.zip'), /NOTHING_TAKEN: .*empty\.zip holds no files\n/],
      [
        zipFile(
          'headers.zip',
          { name: 'a.csv', content: 'user_id,timestamp,heart_rate\n' },
          { name: 'b.csv', content: 'user_id,timestamp,heart_rate\n' },
        ),
        /NOTHING_TAKEN: .*headers\.zip holds no readings: there are none in 2 files\n/,
      ],
      [
        zipFile('workbook.zip', { name: '[Content_Types].xml', content: '<x/>' }),
        /INVALID_FILE: .* save its sheet as CSV/,
      ],
    ] as const) {
      const { exitCode, stderr, stdout } = await run(new MemoryEngine(), [archive, '--user-id', '1']);
      assert.match(stderr, message);
      assert.deepEqual([exitCode, /not imported|read +0/.test(stdout)], [1, true]);
    }
  });

  test('through a pipe, in a process of its own', async () => {
    const archive = zipOf([{ name: 'export.xml', content: APPLE }]);
    const args = [
      'import',
      '-',
      '--user',
      'Ann',
      '--create-users',
      '--json',
      '--store',
      `chdb:${join(directory, 'store')}`,
    ];
    const { exitCode, stdout, stderr } = await runProcess(args, { stdin: archive });
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.deepEqual(JSON.parse(stdout).files[0].members[0].name, 'standard input/export.xml');
    assert.equal(JSON.parse(stdout).inserted, 3);
    const twice = await runProcess([...args, '--device', 'a', '--device', 'b'], { stdin: archive });
    assert.match(twice.stderr, /to prefer one device over another standard input is read twice: write it to a file/);
  });

  test('that is interrupted keeps the members before, and says how to go on', async () => {
    const entries = ['a', 'b', 'c'].map((name, at) => ({ name: `${name}.tcx`, content: track(at + 1, [70, 71]) }));
    const archive = zipFile('interrupted.zip', ...entries);
    const engine = new MemoryEngine();
    const interruption = new AbortController();
    const beginWrite = engine.beginWrite.bind(engine);
    let writes = 0;
    engine.beginWrite = async (...args) => {
      writes += 1;
      if (writes === 2) interruption.abort('SIGINT');
      return beginWrite(...args);
    };
    const args = [archive, '--user-id', '1', '--create-users'];
    const { exitCode, stderr } = await run(engine, args, { signal: interruption.signal });
    assert.equal(exitCode, 130);
    assert.match(stderr, /^pulsebase: ABORTED: stopped .*run the same command again to go on\n$/);
    const { readings } = await engine.stats();
    assert.ok(readings === 2 || readings === 4, String(readings));
    const { json } = await run(engine, [...args, '--json']);
    assert.deepEqual([json.inserted + json.unchanged, (await engine.stats()).readings], [6, 6]);
  });
});

describe('whose readings they are', () => {
  test('a map says it for each file, an archive as a whole too; others are of --user; files it has not are told', async () => {
    file('study/one.tcx', track(1, [70]));
    zipFile('study/two.zip', { name: 'x/run.tcx', content: track(1, [71]) });
    file('study/three.tcx', track(1, [72]));
    file('study/four.csv', 'user,timestamp,heart_rate\nP-4,2023-05-01T00:00:00Z,73\n');
    const map = file('map.csv', 'file,user\none.tcx,P-1\nstudy/two.zip,P-2\nfive.tcx,P-5\n');
    const engine = new MemoryEngine();
    const study = join(directory, 'study');
    const args = [study, '--user-map', map, '--user', 'P-9', '--create-users', '--json'];
    const { exitCode, json } = await run(engine, args);
    assert.equal(exitCode, 0);
    assert.deepEqual(json.warnings, [`${map} names files that were not imported: five.tcx`]);
    const users = await usersOf(engine);
    assert.deepEqual(users.map(({ externalId }) => externalId).sort(), ['P-1', 'P-2', 'P-4', 'P-9']);
    const { stdout } = await run(engine, args.slice(0, -1));
    assert.match(stdout, /\nnote: .*map\.csv names files that were not imported: five\.tcx\n/);
  });

  test('nobody: the option is named', async () => {
    const { exitCode, stderr } = await run(new MemoryEngine(), [file('alone.tcx', track(1, [70])), '--create-users']);
    assert.equal(exitCode, 1);
    assert.match(stderr, /INVALID_FILE: .*add --user or --user-id/);
  });
});
