import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createStore } from '../../src/store/create-store.ts';
import { type ZipEntry, zipOf } from '../importers/containers/zip-of.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { runInProcess } from './run-in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cli-dry-run-'));
after(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(directory, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const zipFile = (name: string, ...entries: ZipEntry[]) => file(name, zipOf(entries));

const APPLE = `<?xml version="1.0" encoding="UTF-8"?>
<HealthData locale="en_GB">
 <Me HKCharacteristicTypeIdentifierDateOfBirth="1980-02-03" HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexFemale"/>
 <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" startDate="2023-05-01 10:00:00 +0200" endDate="2023-05-01 10:00:00 +0200" value="60"/>
</HealthData>
`;

async function run(engine: MemoryEngine, args: readonly string[]) {
  const { exitCode, stdout, stderr } = await runInProcess(engine, ['import', ...args]);
  return { exitCode, stdout, stderr, json: stdout.startsWith('{') ? JSON.parse(stdout) : undefined };
}

describe('import --dry-run', () => {
  test('counts the users who would be made as the import does, and makes none', async () => {
    const table = file(
      'people.csv',
      [
        'user,timestamp,heart_rate',
        ...['P-1', 'P-2', 'P-1', '7'].map((user, at) => `${user},2023-05-0${at + 1},70`),
        '',
      ].join('\n'),
    );
    const fhir = file(
      'bulk.ndjson',
      [
        { resourceType: 'Patient', id: 'pat-1', gender: 'female', birthDate: '1970-01-02' },
        { resourceType: 'Patient', id: 'pat-2', gender: 'male' },
        {
          resourceType: 'Observation',
          status: 'final',
          code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
          subject: { reference: 'Patient/pat-1' },
          effectiveDateTime: '2023-05-01T10:00:00Z',
          valueQuantity: { value: 70, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
        },
      ]
        .map((resource) => JSON.stringify(resource))
        .join('\n'),
    );
    const apple = zipFile('dry.zip', { name: 'export.xml', content: APPLE });
    for (const [path, created] of [
      [table, 3],
      [fhir, 2],
      [apple, 1],
    ] as const) {
      const engine = new MemoryEngine();
      const args = [path, '--user', 'Ann', '--create-users', '--json'];
      const dry = await run(engine, [...args, '--dry-run']);
      assert.deepEqual([dry.exitCode, dry.json.usersCreated, dry.json.rejected], [0, created, 0], path);
      assert.deepEqual(await engine.stats().then(({ users, readings }) => [users, readings]), [0, 0]);
      const real = await run(engine, args);
      assert.deepEqual(outcomes(real.json), outcomes(dry.json));
      const again = await run(engine, [...args, '--dry-run']);
      assert.deepEqual(outcomes(again.json), {
        ...outcomes(real.json),
        usersCreated: 0,
        inserted: 0,
        unchanged: real.json.read,
      });
    }
  });

  test('knows a person whom one file names by id and another by external id', async () => {
    const engine = new MemoryEngine();
    await createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 }).importUsers([
      { id: 7, externalId: 'P-7' },
      { id: 8, externalId: 'P-8' },
    ]);
    const csv = (user: string, ...rates: readonly number[]) =>
      [
        `${/\d/.test(user[0]!) ? 'user_id' : 'user'},timestamp,heart_rate`,
        ...rates.map((rate, at) => `${user},2023-05-01T00:00:0${at}Z,${rate}`),
        '',
      ].join('\n');
    const [first, second] = [
      { name: 'a.csv', content: csv('7', 60, 61) },
      { name: 'b.csv', content: csv('P-7', 60, 62) },
    ];
    const nobody = '\u0001';
    const others = file(
      'c.csv',
      `${csv('P-8', 70, 71)}P-9,2023-05-01T00:00:00Z,1\n"${nobody}",2023-05-01T00:00:00Z,1\n`,
    );
    for (const dryRun of [['--dry-run'], []]) {
      for (const files of [
        [file(first!.name, first!.content), file(second!.name, second!.content), others],
        [zipFile('ids.zip', first!, second!)],
      ]) {
        const { json } = await run(engine, [...files, '--json', ...dryRun]);
        const warnings = json.files.flatMap((each: { warnings: string[] }) => each.warnings).join('\n');
        assert.match(
          warnings,
          /^(?:.*b\.csv: )?1 row has another value .* an earlier file .*a\.csv\) has already \(row 3\)[^\n]*$/,
        );
      }
    }
    // A number in a column of names is an id.
    const numbers = [file('ids.csv', csv('7', 60)), file('names.csv', csv('7', 61).replace('user_id', 'user'))];
    const { json } = await run(engine, [...numbers, '--json', '--dry-run']);
    assert.match(json.files[1].warnings.join(), /^1 row has another value/);
  });

  test('counts all files and members of a run as one import', async () => {
    const rows = (rates: readonly number[]) => rates.map((rate, at) => `P-1,2023-05-01T00:00:0${at}Z,${rate}`);
    const csv = (...rates: readonly number[]) => ['user,timestamp,heart_rate', ...rows(rates), ''].join('\n');
    const archive = zipFile(
      'run.zip',
      { name: 'a.csv', content: csv(60, 61) },
      { name: 'b.csv', content: csv(60, 62) },
    );
    const files = [archive, file('late.csv', csv(60, 63, 64)), file('again.csv', csv(60, 63, 64))];
    const engine = new MemoryEngine();
    const args = [...files, '--create-users', '--json'];
    const dry = await run(engine, [...args, '--dry-run']);
    assert.deepEqual(outcomes(dry.json), { inserted: 3, updated: 2, unchanged: 5, rejected: 0, usersCreated: 1 });
    const real = await run(engine, args);
    assert.deepEqual(outcomes(real.json), outcomes(dry.json));
    assert.deepEqual(real.json.files.map(outcomes), dry.json.files.map(outcomes));
    const warnings = real.json.files.map((each: { warnings: string[] }) => each.warnings.join());
    assert.match(warnings[0], /b\.csv: 1 row has another value .* an earlier file .*a\.csv\) has already \(row 3\)/);
    assert.match(warnings[1], /^1 row has another value .*b\.csv\) has already \(row 3\)/);
    assert.equal(warnings[2], '');
    assert.deepEqual(
      dry.json.files.map((each: { warnings: string[] }) => each.warnings.join()),
      warnings,
    );
  });
});

function outcomes({ inserted, updated, unchanged, rejected, usersCreated }: { readonly [count: string]: number }) {
  return { inserted, updated, unchanged, rejected, usersCreated };
}
