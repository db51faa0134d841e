import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { appleHealthFormat } from '../../../src/importers/apple-health/apple-health-format.ts';
import { parseAppleTime } from '../../../src/importers/apple-health/apple-time.ts';
import { DeviceTally } from '../../../src/importers/device-tally.ts';
import { readFormat } from '../read-format.ts';

const record = (attributes: string) =>
  `<Record type="HKQuantityTypeIdentifierHeartRate" sourceVersion="10.2" creationDate="2024-01-01 01:01:42 +0200" ${attributes}/>`;
const at = (time: string, value: string, unit = 'count/min', source = 'Watch') =>
  record(
    `sourceName="${source}" unit="${unit}" startDate="2024-01-01 ${time} +0200" endDate="2024-01-01 ${time} +0200" value="${value}"`,
  );

const exported = (body: string) => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
]>
<HealthData locale="en_NL">
 <ExportDate value="2024-06-01 08:10:05 +0200"/>
 ${body}
</HealthData>`;

describe('an export of Apple Health', () => {
  test('is known by its root element, whatever comes before it', () => {
    const begins = (text: string) => appleHealthFormat.begins(Buffer.from(text));
    assert.ok(begins(exported('')));
    assert.ok(begins('\uFEFF<!-- x --><HealthData>'));
    assert.ok(!begins('<HealthDatabase/>'));
    assert.ok(!begins('HealthData'));
  });

  test('gives the heart rates at their start, in count/min and count/s', async () => {
    const { readings, rejected, error } = await readFormat(
      appleHealthFormat,
      exported(
        [
          at('01:01:36', '74'),
          at('01:01:37', '1.25', 'count/s'),
          record(
            'sourceName="Watch" unit="count/min" startDate="2024-07-01 00:00:00 -0430" endDate="" value="61.5"',
          ).replace('/>', '><MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="1"/></Record>'),
        ].join('\n'),
      ),
    );
    assert.deepEqual(readings, [
      '1 2023-12-31T23:01:36.000Z 74',
      '1 2023-12-31T23:01:37.000Z 75',
      '1 2024-07-01T04:30:00.000Z 61.5',
    ]);
    assert.deepEqual(rejected, []);
    assert.equal(error, undefined);
  });

  test('rejects times and units that it does not know, with what is written', async () => {
    const { readings, rejected } = await readFormat(
      appleHealthFormat,
      exported([at('01:01:36', '74', 'kg'), at('25:01:36', '74'), at('01:01:38', ''), at('01:01:39', '80')].join('')),
    );
    assert.deepEqual(readings, ['1 2023-12-31T23:01:39.000Z 80']);
    assert.equal(rejected.length, 3);
    assert.match(rejected[0]!, /^1 invalid_heart_rate: .*74 kg/);
    assert.match(rejected[1]!, /^2 invalid_timestamp: .*25:01:36 \+0200/);
    assert.match(rejected[2]!, /^3 invalid_heart_rate: /);
  });

  test('leaves out resting rates, averages and statistics of workouts', async () => {
    const { readings, leftOut } = await readFormat(
      appleHealthFormat,
      exported(
        `${at('01:01:36', '74')}
        ${at('01:01:37', '55').replace('HeartRate"', 'RestingHeartRate"')}
        ${at('01:01:38', '99').replace('HeartRate"', 'WalkingHeartRateAverage"')}
        ${at('01:01:39', '44').replace('HeartRate"', 'HeartRateVariabilitySDNN"')}
        <Workout><WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" average="120" minimum="90" maximum="150"/></Workout>`,
      ),
    );
    assert.deepEqual(readings, ['1 2023-12-31T23:01:36.000Z 74']);
    assert.deepEqual(leftOut, { resting: 1, statistic: 2 });
  });

  test('tells the birth date and the sex, as attributes or as elements, and nothing where they are empty', async () => {
    const me = (birth: string, sex: string) =>
      `<Me HKCharacteristicTypeIdentifierDateOfBirth="${birth}" HKCharacteristicTypeIdentifierBiologicalSex="${sex}"/>`;
    const people = async (body: string) => (await readFormat(appleHealthFormat, exported(body))).people;
    assert.deepEqual(await people(me('1990-05-20', 'HKBiologicalSexFemale')), [
      { gender: 'female', birthDate: '1990-05-20' },
    ]);
    assert.deepEqual(await people(me('', 'HKBiologicalSexOther')), [{ gender: 'other' }]);
    assert.deepEqual(await people(me('', 'HKBiologicalSexNotSet')), []);
    const elements = `<Me><HKCharacteristicTypeIdentifierDateOfBirth>1980-01-01</HKCharacteristicTypeIdentifierDateOfBirth></Me>`;
    assert.deepEqual(await people(elements), [{ birthDate: '1980-01-01' }]);
  });

  test('counts each source, and takes those that are wanted', async () => {
    const body = exported(
      [
        at('01:00:00', '60', 'count/min', 'Anna&#39;s\u00a0Watch'),
        at('01:30:00', '62', 'count/min', 'Phone'),
        at('03:00:00', '64', 'count/min', 'Phone'),
      ].join(''),
    );
    const all = await readFormat(appleHealthFormat, body);
    assert.deepEqual(
      all.devices.map(({ device, readings, overlappingHours }) => [device, readings, overlappingHours]),
      [
        ['Phone', 2, 1],
        ["Anna's Watch", 1, 1],
      ],
    );
    const hours = new DeviceTally();
    hours.add("Anna's Watch", 1, Date.UTC(2023, 11, 31, 23));
    hours.add('Phone', 1, Date.UTC(2023, 11, 31, 23, 30));
    hours.add('Phone', 1, Date.UTC(2024, 0, 1, 1));
    const preferred = await readFormat(appleHealthFormat, body, {
      devices: { wanted: ["Anna's Watch", 'Phone'], hours },
    });
    assert.deepEqual(preferred.readings, ['1 2023-12-31T23:00:00.000Z 60', '1 2024-01-01T01:00:00.000Z 64']);
    assert.deepEqual(preferred.leftOut, { other_device: 1 });
    const one = await readFormat(appleHealthFormat, body, { devices: { wanted: ['Phone'], hours } });
    assert.deepEqual(one.readings, ['1 2023-12-31T23:30:00.000Z 62', '1 2024-01-01T01:00:00.000Z 64']);
  });

  test('is read to where it is damaged, and says the line', async () => {
    const whole = exported(`${at('01:01:36', '74')}\n${at('01:01:37', '75')}`);
    const cut = await readFormat(appleHealthFormat, whole.slice(0, whole.indexOf('value="75"')));
    assert.deepEqual(cut.readings, ['1 2023-12-31T23:01:36.000Z 74']);
    assert.match(String(cut.error), /cut off at line 12/);
    const broken = await readFormat(appleHealthFormat, whole.replace('value="75"', 'value=75'));
    assert.deepEqual(broken.readings, ['1 2023-12-31T23:01:36.000Z 74']);
    assert.match(String(broken.error), /not well-formed XML/);
  });

  test('may hold characters that XML forbids, and bytes that are not UTF-8', async () => {
    const text = exported(at('01:01:36', '74', 'count/min', 'Wa\u0000t\u001fch'));
    const bytes = Buffer.concat([Buffer.from(text.slice(0, -13)), Buffer.from([0xff]), Buffer.from('</HealthData>')]);
    const { readings, devices, error } = await readFormat(appleHealthFormat, bytes);
    assert.deepEqual([readings.length, devices[0]?.device, error], [1, 'Wa t ch', undefined]);
  });
});

test('times of Apple Health have a date, a time and an offset', () => {
  assert.equal(parseAppleTime('2024-01-01 00:00:00 +0000'), Date.UTC(2024, 0, 1));
  assert.equal(parseAppleTime('2024-01-01 00:00:00 -0330'), Date.UTC(2024, 0, 1, 3, 30));
  for (const text of [
    '2024-01-01T00:00:00 +0000',
    '2024-02-30 00:00:00 +0000',
    '2024-01-01 00:00:00 +1500',
    '2024-01-01 00:00:00 +0160',
    '2024-01-01 00:00:00',
    '',
  ]) {
    assert.equal(parseAppleTime(text), undefined, text);
  }
});
