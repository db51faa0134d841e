import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { localTime } from '../../../src/importers/local-time.ts';
import { samsungFormat } from '../../../src/importers/samsung/samsung-format.ts';
import { whoopFormat } from '../../../src/importers/whoop/whoop-format.ts';
import { withingsFormat } from '../../../src/importers/withings/withings-format.ts';
import { readFormat } from '../read-format.ts';

describe("Withings' raw heart rates", () => {
  const content = [
    'start,duration,value',
    '2018-01-01T00:00:00+01:00,[40],[121]',
    '2018-01-01T00:10:00+01:00,"[60,30]","[130,129]"',
    '2018-01-01T00:20:00+01:00,[1],[0]',
    'yesterday,[1],[80]',
    '2018-01-01T00:30:00+01:00,"[1]",[x]',
    '',
  ].join('\r\n');

  test('stand in lists, each value where the one before it ends', async () => {
    const { readings, rejected, leftOut } = await readFormat(withingsFormat, content);
    assert.deepEqual(readings, [
      '1 2017-12-31T23:00:00.000Z 121',
      '1 2017-12-31T23:10:00.000Z 130',
      '1 2017-12-31T23:11:00.000Z 129',
    ]);
    assert.deepEqual(
      rejected.map((line) => line.split(':')[0]),
      ['5 invalid_timestamp', '6 invalid_heart_rate'],
    );
    assert.deepEqual(leftOut, { no_value: 1 });
  });

  test('are distinguished from steps, which have the same header, by the name of the file', () => {
    const head = Buffer.from(content);
    assert.ok(withingsFormat.begins(head, { fileName: 'raw_hr_hr.csv' }));
    for (const fileName of ['raw_tracker_steps.csv', undefined]) assert.ok(!withingsFormat.begins(head, { fileName }));
    assert.ok(!withingsFormat.begins(Buffer.from('start,value\n'), { fileName: 'raw_hr_hr.csv' }));
  });
});

describe("Samsung Health's table", () => {
  const table = (prefix: string) =>
    [
      'com.samsung.shealth.tracker.heart_rate,6310001,8',
      `source,${prefix}start_time,${prefix}heart_rate,${prefix}min,${prefix}max,${prefix}binning_data,${prefix}time_offset,${prefix}deviceuuid`,
      ',2026-09-04 08:00:00.000,72.0,0.0,0.0,,UTC-0400,abc,',
      ',2026-09-04 09:00:00.000,75.0,60.0,90.0,1-2.binning_data.json,UTC-0400,abc,',
      ',2026-09-04 10:00:00.000,0.0,0.0,0.0,,UTC-0400,abc,',
      ',2026-09-04 11:00:00.123,73,,,,UTC-0300,,',
      '',
    ].join('\r\n');

  test('has a line above its header, times in UTC, and rows that sum up what other files hold', async () => {
    for (const prefix of ['', 'com.samsung.health.heart_rate.']) {
      const { readings, leftOut, devices, warnings, isZoneUsed } = await readFormat(
        samsungFormat,
        `\uFEFF${table(prefix)}`,
        {
          zone: localTime('America/New_York'),
        },
      );
      assert.deepEqual(readings, ['1 2026-09-04T08:00:00.000Z 72', '1 2026-09-04T11:00:00.123Z 73']);
      assert.deepEqual(leftOut, { statistic: 1, no_value: 1 });
      assert.deepEqual(
        devices.map(({ device, readings: count }) => [device, count]),
        [['abc', 1]],
      );
      assert.equal(isZoneUsed, false);
      assert.deepEqual(warnings, [
        'rows that sum up minutes kept in files named …binning_data.json, which are imported by themselves: 1',
      ]);
    }
  });

  test('is known by its first line, and refused without its columns', async () => {
    assert.ok(samsungFormat.begins(Buffer.from(table(''))));
    assert.ok(!samsungFormat.begins(Buffer.from('com.samsung.shealth.step_daily_trend,1\n')));
    const { error } = await readFormat(samsungFormat, 'com.samsung.shealth.tracker.heart_rate,1\na,b\n1,2\n');
    assert.match(String(error), /has no column start_time, heart_rate; its columns are a, b/);
  });
});

test('WHOOP exports no readings, and the message says so', async () => {
  const { readings, leftOut, warnings } = await readFormat(
    whoopFormat,
    'Cycle start time,Resting heart rate (bpm)\n2023-01-01,55\n2023-01-02,56\n',
  );
  assert.deepEqual([readings, leftOut], [[], { statistic: 2 }]);
  assert.deepEqual(warnings, ['WHOOP exports figures of days, nights and workouts; it has no readings']);
});

test('tables of vendors give the same however their bytes are cut', async () => {
  const content =
    'com.samsung.shealth.tracker.heart_rate,6310001,8\nstart_time,heart_rate\n2026-09-04 08:00:00.000,"72"\n2026-09-04 08:00:00.000,"7"2\n';
  const whole = await readFormat(samsungFormat, content);
  assert.deepEqual(whole.rejected, ['4 malformed_row: the row has a quote out of place']);
  for (const chunkBytes of [1, 7]) assert.deepEqual(await readFormat(samsungFormat, content, { chunkBytes }), whole);
});
