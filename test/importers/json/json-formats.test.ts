import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { fhirFormat } from '../../../src/importers/fhir/fhir-format.ts';
import { fitbitFormat } from '../../../src/importers/fitbit/fitbit-format.ts';
import { garminJsonFormat } from '../../../src/importers/garmin-json/garmin-json-format.ts';
import { googleFitFormat } from '../../../src/importers/google-fit/google-fit-format.ts';
import { healthAutoExportFormat } from '../../../src/importers/health-auto-export/health-auto-export-format.ts';
import { localTime } from '../../../src/importers/local-time.ts';
import { openMhealthFormat } from '../../../src/importers/open-mhealth/open-mhealth-format.ts';
import { READING_FORMATS } from '../../../src/importers/registry.ts';
import { suuntoFormat } from '../../../src/importers/suunto/suunto-format.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { UserName } from '../../../src/model/user-name.ts';
import { readFormat } from '../read-format.ts';
import { GARMIN_FILES } from './garmin-files.ts';
import { JSON_FILES } from './json-files.ts';

const files = Object.entries({ ...JSON_FILES, ...GARMIN_FILES });

describe('files of JSON', () => {
  for (const [name, file] of files) {
    test(name, async () => {
      for (const indent of [undefined, 2]) {
        const content = JSON.stringify(file.content, null, indent);
        const read = await readFormat(file.format, content);
        assert.equal(read.error, undefined);
        assert.deepEqual(read.readings, file.readings);
        assert.deepEqual(
          read.rejected.map((line) => line.split(':')[0]),
          file.rejected ?? [],
        );
        assert.deepEqual(read.leftOut, file.leftOut ?? {});
        assert.equal(read.isZoneUsed, file.isZoneUsed ?? false);
        assert.deepEqual(
          read.devices.map(({ device, readings }) => [device, readings]),
          file.devices ?? [],
        );
      }
    });
  }

  test('are known by their content, each by its own format', () => {
    for (const [name, { content, format }] of files) {
      const head = Buffer.from(JSON.stringify(content, null, 1)).subarray(0, 4096);
      const known = READING_FORMATS.find((candidate) => candidate.begins(head));
      assert.equal(known?.name, format.name, name);
    }
  });

  test('give the same however their bytes are cut, and with a byte order mark', async () => {
    for (const [name, { content, format }] of files) {
      const text = JSON.stringify(content);
      const whole = await readFormat(format, text);
      for (const chunkBytes of [1, 7, 1000])
        assert.deepEqual(await readFormat(format, text, { chunkBytes }), whole, name);
      assert.deepEqual((await readFormat(format, `\uFEFF ${text}\n`)).readings, whole.readings, name);
    }
  });

  test('cut anywhere, give what stood before the end, and say where it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.double({ min: 0.3, max: 0.99, noNaN: true }),
        async ([, file], share) => {
          const text = JSON.stringify(file.content);
          const cut = text.slice(0, Math.floor(text.length * share));
          const { readings, error } = await readFormat(file.format, cut);
          assert.ok(readings.every((reading) => file.readings.includes(reading)));
          if (file.format.begins(Buffer.from(cut))) assert.match(String(error), /cut off at byte \d+/);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('changed anywhere, give what can be read or one clear error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(
          fc.tuple(
            fc.double({ min: 0, max: 1, noNaN: true }),
            fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '9', 'null', '\0', '"__proto__":', '-', ''),
          ),
          { minLength: 1, maxLength: 5 },
        ),
        async ([, { format, content }], edits) => {
          let text = JSON.stringify(content);
          for (const [share, put] of edits) {
            const at = Math.floor(share * text.length);
            text = text.slice(0, at) + put + text.slice(at + 1);
          }
          const { error } = await readFormat(format, text);
          assert.ok(
            error === undefined || (error instanceof PulsebaseError && error.code === 'INVALID_FILE'),
            String(error),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  test('have bounds', async () => {
    const deep = await readFormat(fitbitFormat, `[{"dateTime":"x","value":{"bpm":1,"a":${'['.repeat(200)}`);
    assert.match(String(deep.error), /more than 100 deep/);
    const long = await readFormat(
      openMhealthFormat,
      `{"header":{"schema_id":{}},"body":"${'x'.repeat(17 * 1024 * 1024)}"}`,
    );
    assert.match(String(long.error), /a value of more than 16777216 bytes/);
  });
});

test('numbers with more digits than a double holds are numbers; ids past 2^53 are not rounded', async () => {
  const sample = '{"HR": 1.4299999999999999, "TimeISO8601": "2018-03-13T17:57:02Z"}';
  const { readings } = await readFormat(suuntoFormat, `{"DeviceLog":{"Samples":[${sample}]}}`);
  assert.deepEqual(readings, ['1 2018-03-13T17:57:02.000Z 85.8']);
  const nanoseconds =
    '{"Data Source":"com.google.heart_rate.bpm","Data Points":[{"startTimeNanos":1680674828123999999,"fitValue":[{"value":{"fpVal":60}}]}]}';
  assert.deepEqual((await readFormat(googleFitFormat, nanoseconds)).readings, ['1 2023-04-05T06:07:08.123Z 60']);
});

test('local times of a file are those of the zone that was given', async () => {
  const content = JSON.stringify([{ dateTime: '07/01/23 07:00:15', value: { bpm: 66, confidence: 3 } }]);
  const { readings } = await readFormat(fitbitFormat, content, { zone: localTime('America/New_York') });
  assert.deepEqual(readings, ['1 2023-07-01T11:00:15.000Z 66']);
});

test('for the aggregates of Health Auto Export the message says what to do', async () => {
  const { warnings } = await readFormat(
    healthAutoExportFormat,
    JSON.stringify(JSON_FILES['health-auto-export: aggregates']!.content),
  );
  assert.deepEqual(warnings, [
    'the app exported lowest, average and highest values; export again with "Aggregate Data" turned off to get the readings',
  ]);
});

test("of the figures of Garmin's account export people are told where its readings are", async () => {
  const figures = GARMIN_FILES['garmin-json: days of the account export']!;
  const { warnings } = await readFormat(figures.format, JSON.stringify(figures.content));
  assert.match(warnings.join(), /the readings of Garmin's account export are in its FIT files/);
});

test('a summary of Garmin has no more readings than two days have seconds', async () => {
  const samples = Array.from({ length: 172_801 }, () => ({}));
  const { rejected, readings } = await readFormat(
    garminJsonFormat,
    JSON.stringify([
      { summaryId: 'x', startTimeInSeconds: 1680652800, samples },
      { summaryId: 'y', startTimeInSeconds: 1680652800, timeOffsetHeartRateSamples: { '5': 71 } },
    ]),
  );
  assert.match(rejected[0]!, /^1 malformed_row: a summary has 172801 readings/);
  assert.equal(readings.length, 1);
});

test('FHIR: patients become users, dates alone are told, resources come a line each', async () => {
  const resources = [
    {
      resourceType: 'Patient',
      id: 'P-17',
      gender: 'female',
      birthDate: '1990-05-20',
      name: [{ given: ['Ann', 'B'], family: 'Lee' }],
    },
    { resourceType: 'Patient', id: 'P-18', gender: 'x', birthDate: '1990', name: [{ text: 'Bo' }] },
    { resourceType: 'Patient' },
    { ...(JSON_FILES['fhir: an observation']!.content as object), effectiveDateTime: '2023-04-05' },
    JSON_FILES['fhir: an observation']!.content,
  ];
  const { people, readings, warnings, isZoneUsed } = await readFormat(
    fhirFormat,
    resources.map((line) => JSON.stringify(line)).join('\n'),
  );
  assert.deepEqual(people, [
    { user: new UserName('P-17'), gender: 'female', birthDate: '1990-05-20', name: 'Ann B Lee' },
    { user: new UserName('P-18'), name: 'Bo' },
  ]);
  assert.deepEqual(readings, ['"P-17" 2023-04-05T00:00:00.000Z 72', '"P-17" 2023-04-05T04:07:08.000Z 72']);
  assert.deepEqual(warnings, ['1 row has a date without a time: read as midnight']);
  assert.equal(isZoneUsed, true);
});

test('FHIR: within a bundle the id of a patient and the URL of its entry are one person', async () => {
  const observation = (reference: string, second: number) => ({
    resource: {
      ...(JSON_FILES['fhir: an observation']!.content as object),
      subject: { reference },
      effectiveDateTime: `2023-04-05T00:00:0${second}Z`,
    },
  });
  const patient = (fullUrl: string, id: string | undefined, gender: string) => ({
    fullUrl,
    resource: { resourceType: 'Patient', ...(id === undefined ? {} : { id }), gender },
  });
  const bundle = {
    resourceType: 'Bundle',
    entry: [
      patient('urn:uuid:aaa', 'P-1', 'female'),
      patient('urn:uuid:bbb', undefined, 'male'),
      patient('https://host/Patient/P-3', 'P-3', 'other'),
      observation('urn:uuid:aaa', 1),
      observation('Patient/P-1', 2),
      observation('urn:uuid:bbb', 3),
      observation('https://host/Patient/P-3', 4),
      observation('urn:uuid:ddd', 5),
      patient('urn:uuid:ddd', 'P-4', 'female'),
      observation('Patient/P-4', 6),
    ],
  };
  const { people, readings } = await readFormat(fhirFormat, JSON.stringify(bundle));
  assert.deepEqual(people, [
    { user: new UserName('P-1'), gender: 'female' },
    { user: new UserName('bbb'), gender: 'male' },
    { user: new UserName('P-3'), gender: 'other' },
    { user: new UserName('ddd'), gender: 'female' },
  ]);
  assert.deepEqual(
    readings.map((reading) => reading.split(' ')[0]),
    ['"P-1"', '"P-1"', '"bbb"', '"P-3"', '"ddd"', '"ddd"'],
  );
});

test('what no user can have is passed over and told, and takes nothing else with it', async () => {
  const bundle = {
    resourceType: 'Bundle',
    entry: [
      { resourceType: 'Patient', id: 'x'.repeat(300), gender: 'male' },
      { resourceType: 'Patient', id: 'P-1', gender: 'female', birthDate: '1850-13-45', name: [{ text: 'Ann' }] },
    ].map((resource) => ({ resource })),
  };
  const { people, warnings } = await readFormat(fhirFormat, JSON.stringify(bundle));
  assert.deepEqual(people, [{ user: new UserName('P-1'), gender: 'female', name: 'Ann' }]);
  assert.equal(warnings.length, 2);
  assert.match(
    warnings[0]!,
    /^what the file says of a person is passed over: the person "x+…", which is no external id$/,
  );
  assert.match(
    warnings[1]!,
    /^what the file says of a person is passed over: birthDate must be a date such as .*1850-13-45/,
  );
});
